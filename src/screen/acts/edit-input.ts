import { inTurns } from '../../async/yield-to-event-loop.ts';
import { isUnoffered, unofferedNotes } from '../../contract/starts/offers.ts';
import { comparePayloads } from '../../model/compare/payload/compare-payloads.ts';
import { InspectorError } from '../../model/errors.ts';
import { findJsonFault, type JsonFault } from '../../model/payload/json-fault.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { type Run, type RunSummary, runAddress } from '../../model/run.ts';
import { countOf, formatCount, joinWords } from '../../model/text/formats.ts';
import { safeLine, safeLines } from '../../model/text/safe-text.ts';
import { displayWidth } from '../../model/text/width.ts';
import type { Retried } from '../../operations/acts/find-retried.ts';
import { readEditRefusal } from '../../operations/acts/read-offers.ts';
import { editedRefusal } from '../../operations/acts/run-again.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import { writeText } from '../copy/copy.ts';
import { orElse } from '../copy/whole-run.ts';
import { type Drawing, defineDialog, type Look } from '../dialogs/define-dialog.ts';
import { unlessAway } from '../shell/jobs.ts';
import { dialogRoom } from '../shell/layout.ts';
import { type Action, type SessionContext, type State, withStore } from '../shell/state.ts';
import { chosenRuns } from '../table/picked-run.ts';
import { askToAct } from './ask-to-act.ts';
import { toChosenSource } from './chosen-runs.ts';
import { tryReadOffers } from './follow-acts.ts';
import { type EditedInput, toReadInput } from './read-inputs.ts';

export function editAndRunAgain(context: SessionContext): void {
  const [picked] = chosenRuns(context.getState());
  if (!picked) return;
  context.run(async () => {
    const unoffered = await whyUnoffered(context, picked);
    if (unoffered !== undefined) return context.say(unoffered);
    const run = await readRun(context, picked);
    const work = {
      id: 'input',
      sources: [{ run, format: 'json', reveal: true, now: context.now() }],
    } as const;
    writeText(context, { label: 'the input', work }, written => {
      const original = run.input === undefined ? emptyInput : `${Buffer.from(written.text).toString()}\n`;
      const text = context.getState().store.edits.get(runAddress(picked)) ?? original;
      return editUntilJson(context, { run: picked, text, original });
    });
  });
}

/** Tells before editing that no program could run the edited input. */
async function whyUnoffered({ store }: SessionContext, run: RunSummary): Promise<string | undefined> {
  const refusal = await unlessAway(() => readEditRefusal(store(), run));
  if (refusal !== undefined) return `nothing is edited: ${refusal}`;
  const offers = await tryReadOffers(store());
  if (!isUnoffered(run, offers)) return undefined;
  const [note] = unofferedNotes([run], offers, () => 'nothing is edited');
  return note && `${note.reason} · ${note.hint}`;
}

const emptyInput = '{}\n';

function readRun({ store }: SessionContext, picked: RunSummary): Promise<Run> {
  return orElse('nothing is edited', async () => {
    const run = await store().getRun(runAddress(picked), { include: { lazyPayloads: true } });
    if (run) return run;
    throw new InspectorError('not-found', noSuchRunText(store().target, runAddress(picked)));
  });
}

async function editUntilJson(
  context: SessionContext,
  { run, text, original }: Pick<InputFault, 'run' | 'text' | 'original'>,
): Promise<void> {
  const { dispatch, say, effects } = context;
  const address = runAddress(run);
  const edited = await effects.editText(text, '.json');
  if (edited.trim() === '') {
    dispatch({ type: 'input-edited', address });
    return say('the input was left empty: nothing is started, and its editing begins anew');
  }
  if (edited === original) {
    dispatch({ type: 'input-edited', address });
    return askAgain(context, run, 'unchanged');
  }
  dispatch({ type: 'input-edited', address, text: edited });
  const value = tryParseJson(edited);
  if (value !== undefined) {
    const recorded = { kind: run.kind, input: original === emptyInput ? undefined : tryParseJson(original) };
    const refusal = editedRefusal(recorded, value);
    const shown = { ...toReadInput({ kind: run.kind, input: value }), refusal };
    const differs = await describeEdit(tryParseJson(original), value);
    return askAgain(context, run, { value, shown, differs });
  }
  const fault = findJsonFault(edited);
  if (fault) inputFault.open(context, { type: 'input-fault', run, text: edited, original, fault });
}

function askAgain(context: SessionContext, run: RunSummary, edited: EditedInput): void {
  const source = toChosenSource([run], 0, context.getState().now);
  askToAct(context, { act: 'retry', source, edited });
}

export const inputFault = defineDialog<InputFault>({
  type: 'input-fault',
  keys: {
    where: 'input that is not JSON',
    bindings: [
      {
        keys: ['enter', 'A', 'y'],
        label: 'edit further',
        help: 'edit the input further, from where you left it',
        press: (fault, context) => () => context.run(() => editUntilJson(context, fault)),
      },
      {
        keys: ['n', 'q', 'escape'],
        label: 'not now',
        help: 'start nothing; what was edited is kept for the next time',
        press: () => undefined,
      },
    ],
  },
  lines: drawInputFault,
});

const mostPlaces = 3;

/** `2 values differ, at email and items.0.qty` */
export async function describeEdit(recorded: unknown, edited: unknown): Promise<string> {
  const differences = await inTurns(comparePayloads(recorded, edited));
  const count = differences.reduce((sum, { rest = 1 }) => sum + rest, 0);
  if (count === 0) return 'no value differs';
  const places = differences.slice(0, mostPlaces).map(({ path }) => path.join('.') || 'the whole input');
  const more = count - places.length;
  const all = more > 0 ? [...places, `${formatCount(more)} more`] : places;
  return `${countOf(count, 'value differs', 'values differ')}, at ${joinWords(all, 'and')}`;
}

type InputFault = {
  readonly type: 'input-fault';
  readonly run: RunSummary;
  /** The text as the user left it, and as it was before. */
  readonly text: string;
  readonly original: string;
  readonly fault: JsonFault;
};

function drawInputFault(shown: InputFault, { state, theme }: Look): Drawing {
  const { fault, run } = shown;
  const { width } = dialogRoom(state.size);
  const lines = [
    `line ${fault.line}, column ${fault.column}: ${fault.message}`,
    '',
    ...excerpt(shown, width),
    '',
    `Nothing is started. Edit the input of ${safeLine(run.name)} further?`,
  ];
  return { title: theme.bold('The edited input is not JSON'), lines, width };
}

const linesBefore = 2;
/** A longer excerpt is not searched for secrets, so only the place is shown. */
const longestExcerpt = 64 * 1024;

/** The faulty line below the ones before it, cut around the fault and masked like all that is shown. */
function excerpt({ text, fault }: InputFault, width: number): readonly string[] {
  const lines = text.split('\n').slice(Math.max(0, fault.line - 1 - linesBefore), fault.line);
  const joined = lines.join('\n');
  if (joined.length > longestExcerpt) return [];
  const gutter = String(fault.line).length;
  const room = width - gutter - 2;
  const last = lines.at(-1) ?? '';
  const safe = safeLines(joined);
  const isShownAsIs = safe.at(-1) === last;
  const atFault = isShownAsIs ? last : safeLine(hideTexts(last), { reveal: true });
  const start = fault.column < room ? 0 : fault.column - Math.floor(room / 2);
  const shown = [...safe.slice(0, lines.length - 1), atFault].map((line, index) => {
    const number = String(fault.line - lines.length + 1 + index).padStart(gutter);
    return `${number}  ${line.slice(start, start + room)}`;
  });
  const before = (isShownAsIs ? last : hideTexts(last)).slice(start, fault.column - 1);
  return [...shown, `${' '.repeat(gutter + 2 + displayWidth(before))}^`];
}

const plainKey = /((?<=^\s*|[{,]\s*)"[A-Za-z_]\w{0,30}"(?=\s*:))/u;

/** Keeps keys and the signs of JSON at their UTF-16 columns; anything else may be a secret. */
function hideTexts(line: string): string {
  return line
    .split(plainKey)
    .map((part, at) =>
      at % 2 === 1 ? part : part.replace(/[^\s{}[\]",:]/gu, sign => '•'.repeat(sign.length)),
    )
    .join('');
}

/** Edited inputs that were not sent, by the address of their run; the newest is last. */
export type KeptEdits = ReadonlyMap<string, string>;

const mostKept = 20;

/** Without a `text`, the edit of the run is dropped; so are the oldest beyond the limit. */
export function keepEdit(edits: KeptEdits, address: string, text: string | undefined): KeptEdits {
  const others = [...edits].filter(([other]) => other !== address);
  return new Map(text === undefined ? others : [...others.slice(1 - mostKept), [address, text]]);
}

declare module '../shell/state.ts' {
  interface StoreState {
    readonly edits: KeptEdits;
    /** Earlier retries of runs whose last start got no answer, by address: see `retried` of `Asked`. */
    readonly unanswered: ReadonlyMap<string, Retried>;
  }
  interface Actions {
    readonly starts: /** Without a text, the edit was undone or sent. */
      | { readonly type: 'input-edited'; readonly address: string; readonly text?: string }
      /** `retried` are the earlier retries; absent where the start was answered. */
      | { readonly type: 'start-sent'; readonly address: string; readonly retried?: Retried };
  }
}

export function applyStartAction(state: State, action: Action): State | undefined {
  const { edits, unanswered } = state.store;
  switch (action.type) {
    case 'input-edited':
      return withStore(state, { edits: keepEdit(edits, action.address, action.text) });
    case 'start-sent': {
      const { address, retried } = action;
      const others = [...unanswered].filter(([other]) => other !== address);
      return withStore(state, { unanswered: new Map(retried ? [...others, [address, retried]] : others) });
    }
    default:
      return undefined;
  }
}
