import { type FailureMark, noteText } from '../../model/failure/memory/failure-mark.ts';
import { signatureOfRun } from '../../model/failure/summarize-failure.ts';
import { failingCall } from '../../model/report/failing-step.ts';
import { logsAround } from '../../model/report/logs-around.ts';
import { isSameRun, type Run, runAddress } from '../../model/run.ts';
import { explainedText } from '../../model/share/explanation-json.ts';
import { capitalize } from '../../model/text/formats.ts';
import { readNoteOn } from '../../operations/failures/failure-memory.ts';
import {
  type CountedFailures,
  countFailures,
  groupIdAmong,
  usualAmong,
} from '../../operations/failures/read-how-usual.ts';
import { readShortTrace } from '../../operations/read-trace.ts';
import { createFreshValues, type Read, readWhileShown, unlessAway } from '../shell/jobs.ts';
import { type Command, keyOf, keyPlace, nameCommands, type Place } from '../shell/keymap.ts';
import { isTooSmall } from '../shell/layout.ts';
import { backCommand, leaveCommand, moveCommands, sharedKey } from '../shell/shared-commands.ts';
import type { Perform, Reaction, SessionContext, State } from '../shell/state.ts';
import { type DetailCommand, type DetailTab, toDetail } from './detail-state.ts';
import { focusedLink, nodeAtCursor } from './focus.ts';
import { leaveDetail, moveToNeighbor, openRunById } from './open-run-by-id.ts';
import { isFoldable } from './outline/outline-children.ts';
import type { SpanNode } from './outline/outline-node.ts';
import { hiddenSecrets } from './outline/payload-size.ts';
import type { PayloadLook } from './rows/flow.ts';

const where = ['detail'] as const;
const withTable = ['table', 'detail'] as const;
const move = nameCommands({ where: withTable, group: 'Move', disabled: notOpenReason });
const look = nameCommands({ where, group: 'Look' });
const understand = nameCommands({ where, group: 'Understand' });

export const runCommands: readonly Command[] = [
  ...moveCommands({
    where: 'detail',
    step: (step, by) => toDetail({ type: step === 'line' ? 'move' : step, by }),
    top: toDetail({ type: 'top' }),
    bottom: toDetail({ type: 'bottom' }),
    hasRows: () => true,
  }),
  {
    ...sharedKey('open'),
    where,
    waits: true,
    disabled: nothingToOpenReason,
    hint: { rank: 20, when: opensFurther, label: openLabel },
    run: openFocused,
  },
  backCommand({ where, run: goBack }),
  leaveCommand({ where, run: leave }),
  {
    ...move('tab-next', 'tab', 'next tab', 'the next tab of the detail'),
    hint: { rank: state => atPlace(state, { detail: 40, waterfall: 75 }) },
    run: toDetail({ type: 'tab', by: 1 }),
  },
  {
    ...move('tab-previous', 'shift+tab', 'previous tab', 'the previous tab of the detail'),
    isRare: true,
    run: toDetail({ type: 'tab', by: -1 }),
  },
  tabCommand('1', 'overview'),
  tabCommand('2', 'metadata'),
  tabCommand('3', 'trace'),
  { ...sharedKey('previous-run'), where, run: context => openNeighbor(context, -1) },
  { ...sharedKey('next-run'), where, hint: { rank: 85 }, run: context => openNeighbor(context, 1) },
  {
    ...sharedKey('fold'),
    where,
    hint: { rank: state => atPlace(state, { detail: 35 }) },
    idle: 'there is nothing to fold or unfold here',
    run: toDetail({ type: 'toggle' }),
  },
  {
    ...sharedKey('fold-in'),
    where,
    hint: { rank: 36, when: isZoomed, label: () => 'earlier/later' },
    idle: state => (isZoomed(state) ? 'this is the start of the trace' : 'there is nothing to fold here'),
    run: toDetail({ type: 'fold' }),
  },
  {
    ...sharedKey('fold-out'),
    where,
    hint: { rank: 37, when: isZoomed, label: () => 'earlier/later' },
    idle: state => (isZoomed(state) ? 'this is the end of the trace' : 'there is nothing to unfold here'),
    run: toDetail({ type: 'unfold' }),
  },
  {
    ...sharedKey('fold-all'),
    where,
    hint: {
      rank: state => atPlace(state, { waterfall: 44 }),
      when: ({ detail }) => (detail?.trace.index.spans.length ?? 0) > 0,
    },
    idle: 'there is nothing to fold or unfold here',
    run: toDetail({ type: 'toggle-all' }),
  },
  {
    ...look('format', 'f', 'JSON/YAML', 'payloads as JSON or as YAML'),
    hint: { rank: state => atPlace(state, { detail: 80 }) },
    run: thenSay({ type: 'format' }, ({ format }) => `payloads are shown as ${format.toUpperCase()}`),
  },
  {
    ...look('wrap', 'w', 'wrap', 'wrap long lines'),
    run: thenSay({ type: 'wrap' }, ({ wrap }) => (wrap ? 'long lines are wrapped' : 'long lines are cut')),
  },
  {
    ...sharedKey('reveal'),
    where: withTable,
    disabled: notOpenReason,
    hint: {
      rank: state => atPlace(state, { detail: 55, waterfall: 80 }),
      when: ({ detail }) => detail !== undefined && (detail.look.reveal || hiddenSecrets(detail).count > 0),
      label: ({ detail }) => (detail?.look.reveal ? 'mask' : undefined),
    },
    run: toDetail({ type: 'reveal' }),
  },
];

function tabCommand(key: string, tab: DetailTab): Command {
  return {
    ...understand(`tab-${key}`, key, tab, `tab ${key}, ${capitalize(tab)}`),
    idle: `this is the ${tab} already`,
    run: toDetail({ type: 'tab', to: tab }),
  };
}

function atPlace(state: State, ranks: Partial<Record<Place, number>>): number | undefined {
  return ranks[keyPlace(state)];
}

function notOpenReason({ detail }: State): string | undefined {
  return detail ? undefined : `open a run first: ${keyOf('open')}`;
}

function nothingToOpenReason({ detail }: State): string | undefined {
  const node = detail && nodeAtCursor(detail);
  const opens = node && (node.type === 'span' || node.type === 'run-link' || isFoldable(node));
  return opens ? undefined : 'there is nothing to open or unfold here';
}

function opensFurther(state: State): boolean {
  if (keyPlace(state) === 'waterfall') return spanAtCursor(state) !== undefined;
  return state.detail !== undefined && focusedLink(state.detail) !== undefined;
}

function openLabel(state: State): string {
  if (keyPlace(state) !== 'waterfall') return 'open run';
  return spanAtCursor(state)?.showsAttributes ? 'hide data' : 'data';
}

function spanAtCursor({ detail }: State): SpanNode | undefined {
  const node = detail && nodeAtCursor(detail);
  return node?.type === 'span' ? node : undefined;
}

function isZoomed(state: State): boolean {
  return keyPlace(state) === 'waterfall' && state.detail?.trace.zoom !== undefined;
}

function thenSay(command: DetailCommand, textOf: (look: PayloadLook) => string): Perform {
  return context => {
    toDetail(command)(context);
    const { detail } = context.getState();
    if (detail) context.say(textOf(detail.look));
  };
}

function openFocused(context: SessionContext): void {
  const { detail } = context.getState();
  const link = detail && focusedLink(detail);
  if (link) openRunById(context, link.address);
  else toDetail({ type: 'enter' })(context);
}

function goBack(context: SessionContext): void {
  const { getState, dispatch } = context;
  if (context.task.stop()) return;
  if (!getState().detail?.search) return leaveDetail(context);
  dispatch({ type: 'detail-command-given', command: { type: 'search-cleared' } });
}

/** A window that is too small says that `q` quits. */
function leave(context: SessionContext): void {
  if (isTooSmall(context.getState().size)) return context.effects.quit(0);
  context.task.stop('copying');
  leaveDetail(context);
}

function openNeighbor(context: SessionContext, by: 1 | -1): void {
  const summary = moveToNeighbor(context, context.getState().detail?.summary, by);
  if (summary) context.dispatch({ type: 'detail-opened', summary });
}

/** Nothing is counted for runs that the cursor passes. */
const passingMs = 120;
/** A store that reads run by run counts the newest runs, as many as fit into this time. */
const budgetMs = 2_000;
/** How long a count is used for other runs of the same signature, and the words about a group stay. */
const freshMs = 60_000;
const mostKept = 200;
/** Counting again takes at most this part of the time, while the open run is read again and again. */
const shareOfTime = 1 / 20;

type Count = CountedFailures & { readonly tookMs: number };

type Asked = Pick<State, 'explained'> & { readonly run: Run; readonly markings: unknown };

/** Reads how usual the failure of the open run is, which call failed and what was logged around it. */
export function answerOpenRun(context: SessionContext): Reaction {
  const { dispatch, effects, now, store } = context;
  const counts = createFreshValues<Count>({ now, forMs: freshMs, most: mostKept });
  let counted: Run | undefined;

  async function count({ run, explained }: Asked, ...[signal, again]: Parameters<Read>): Promise<void> {
    const address = runAddress(run);
    const usualIn = await countOnce(run, signal);
    if (signal.aborted || !usualIn) return;
    const usual = usualAmong(usualIn, run);
    if (usual) dispatch({ type: 'detail-answer-found', address, answer: { usual } });
    const id = groupIdAmong(usualIn, run);
    const ofGroup = id === undefined ? [] : await readWords(id, explained, signal);
    if (signal.aborted) return;
    dispatch({ type: 'detail-answer-found', address, answer: { ofGroup } });
    // The words contain ages.
    if (ofGroup.length > 0) again(freshMs);
  }

  async function readWords(id: string, explained: Asked['explained'], signal: AbortSignal) {
    const own = await effects.ownFailures(store().target);
    const known = await unlessAway(() => readNoteOn(id, { store: store(), own, signal }), signal);
    return wordsOfGroup(known, explained?.get(id), now());
  }

  async function countOnce(run: Run, signal: AbortSignal): Promise<Count | undefined> {
    const signature = signatureOfRun(run);
    if (signature === undefined) return undefined;
    const at = now();
    const known = counts.get(signature);
    const isReadAgain = counted !== run && isSameRun(run, counted);
    counted = run;
    const isOutdated = isReadAgain && known && at - known.at > known.tookMs / shareOfTime;
    if (known && known.at >= run.createdAt && !isOutdated) return known;
    const found = await countFailures(store(), signature, { now: at, signal, budgetMs });
    if (signal.aborted) return undefined;
    const fresh = { ...found, tookMs: now() - at };
    counts.set(signature, fresh);
    return fresh;
  }

  async function readTrace(run: Run, signal: AbortSignal): Promise<void> {
    const address = runAddress(run);
    const trace = run.trace ?? (await readShortTrace(store(), address, signal));
    if (!trace || signal.aborted) return;
    const answer = { call: failingCall({ ...run, trace }), logs: logsAround(run, trace) };
    if (answer.call || answer.logs) dispatch({ type: 'detail-answer-found', address, answer });
  }

  const tracing = readWhileShown(context, { shown: failedRun, read: readTrace });
  const counting = readWhileShown(context, { shown: asked, isSame, read: count, delayMs: passingMs });
  return {
    react: (before, after) => {
      if (before.store.target !== after.store.target) counts.clear();
      tracing.react(before, after);
      counting.react(before, after);
    },
    stop: () => {
      tracing.stop();
      counting.stop();
      counts.clear();
    },
  };
}

function failedRun({ detail }: State): Run | undefined {
  return detail?.run?.status === 'failed' ? detail.run : undefined;
}

function asked(state: State): Asked | undefined {
  const run = failedRun(state);
  return run && { run, explained: state.explained, markings: state.groups?.markings };
}

function isSame(one: Asked, other: Asked): boolean {
  return one.run === other.run && one.explained === other.explained && one.markings === other.markings;
}

export function wordsOfGroup(
  known: FailureMark | undefined,
  explained: Parameters<typeof explainedText>[0] | undefined,
  now: number,
): readonly string[] {
  return [...(known ? [noteText(known, now)] : []), ...(explained ? [explainedText(explained, now)] : [])];
}
