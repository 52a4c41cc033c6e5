import { inTurns } from '../../async/yield-to-event-loop.ts';
import { isUnoffered, unofferedNotes } from '../../contract/starts/offers.ts';
import { comparePayloads } from '../../model/compare/payload/compare-payloads.ts';
import { InspectorError } from '../../model/errors.ts';
import { findJsonFault } from '../../model/payload/json-fault.ts';
import { type Run, type RunSummary, runAddress } from '../../model/run.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { readEditRefusal } from '../../operations/acts/read-offers.ts';
import { editedRefusal } from '../../operations/acts/run-again.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import { orElse } from '../copy/whole-run.ts';
import { writeText } from '../copy/write-text.ts';
import { defineDialog } from '../dialogs/define-dialog.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { chosenRuns } from './chosen-runs.ts';
import { tryReadOffers, unlessAway } from './follow-offers.ts';
import { drawInputFault, type InputFault } from './input-fault.ts';
import { toReadInput } from './read-inputs.ts';
import { askToRunAgain } from './run-again.ts';

/** Opens the input in the editor as recorded, or as it was left, and asks whether to run again with it. */
export function editAndRunAgain(context: SessionContext): void {
  const [picked] = chosenRuns(context.getState());
  if (!picked) return;
  context.run(async () => {
    const unoffered = await whyUnoffered(context, picked);
    if (unoffered !== undefined) return context.dispatch({ type: 'noticed', text: unoffered, tone: 'info' });
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

/** An input that nobody would take is not worth editing: the question after it could not be answered. */
async function whyUnoffered({ store }: SessionContext, run: RunSummary): Promise<string | undefined> {
  const refusal = await unlessAway(() => readEditRefusal(store(), run));
  if (refusal !== undefined) return `nothing is edited: ${refusal}`;
  const offers = await tryReadOffers(store());
  if (!isUnoffered(run, offers)) return undefined;
  const [note] = unofferedNotes([run], offers, () => 'nothing is edited');
  return note && `${note.reason} · ${note.hint}`;
}

/** Without a recorded input, an object is the likeliest beginning. */
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
  const { dispatch, effects } = context;
  const address = runAddress(run);
  const edited = await effects.editText(text, '.json');
  if (edited.trim() === '') {
    dispatch({ type: 'input-edited', address });
    const notice = 'the input was left empty: nothing is started, and its editing begins anew';
    return dispatch({ type: 'noticed', text: notice, tone: 'info' });
  }
  if (edited === original) {
    dispatch({ type: 'input-edited', address });
    return askToRunAgain(context, run, 'unchanged');
  }
  dispatch({ type: 'input-edited', address, text: edited });
  const value = parsed(edited);
  if (value !== undefined) {
    const recorded = { kind: run.kind, input: original === emptyInput ? undefined : parsed(original) };
    const refusal = editedRefusal(recorded, value);
    const shown = { ...toReadInput({ kind: run.kind, input: value }), refusal };
    const differs = await describeEdit(parsed(original), value);
    return askToRunAgain(context, run, { value, shown, differs });
  }
  const fault = findJsonFault(edited);
  if (fault) inputFault.open(context, { type: 'input-fault', run, text: edited, original, fault });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'input-fault': InputFault;
  }
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
  shows: ['size'],
  lines: drawInputFault,
});

const mostPlaces = 3;

/** Where an edited input differs: `2 values differ, at email and items.0.qty`. */
export async function describeEdit(recorded: unknown, edited: unknown): Promise<string> {
  const differences = await inTurns(comparePayloads(recorded, edited));
  const count = differences.reduce((sum, { rest = 1 }) => sum + rest, 0);
  if (count === 0) return 'no value differs';
  const places = differences.slice(0, mostPlaces).map(({ path }) => path.join('.') || 'the whole input');
  const more = count - places.length;
  const all = more > 0 ? [...places, `${formatCount(more)} more`] : places;
  const listed = [all.slice(0, -1).join(', '), all.at(-1)].filter(Boolean).join(' and ');
  return `${countOf(count, 'value differs', 'values differ')}, at ${listed}`;
}
