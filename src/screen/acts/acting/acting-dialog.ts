import { sleep } from '../../../async/sleep.ts';
import { yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import { joinQueries } from '../../../model/query/clauses.ts';
import { composeQuery, createdBetween, oneOfTexts } from '../../../model/query/compose-query.ts';
import { formatQuery } from '../../../model/query/format.ts';
import type { Query } from '../../../model/query/query.ts';
import { formatCount } from '../../../model/text/formats.ts';
import { displayWidth } from '../../../model/text/width.ts';
import { type ActRequest, actOnRuns } from '../../../operations/acts/act-on-runs.ts';
import type { CancelOutcome, CancelPhase, EndAct } from '../../../operations/acts/cancel-runs.ts';
import { type ActOutcome, performAct } from '../../../operations/acts/perform-act.ts';
import { restAfterRead, timeRead } from '../../../operations/follow/read-pace.ts';
import {
  type Drawing,
  defineDialog,
  type Following,
  type Look,
  type Pressed,
  type Running,
  scrollKeys,
} from '../../dialogs/define-dialog.ts';
import { openRunById } from '../../run/open-run-by-id.ts';
import { unlessAway } from '../../shell/jobs.ts';
import { dialogRoom } from '../../shell/layout.ts';
import type { ReaderContext, SessionContext } from '../../shell/state.ts';
import { changeCriteria } from '../../table/list-actions.ts';
import { allRuns, type ListState } from '../../table/list-state.ts';
import {
  type Acting,
  actingRows,
  areAllRead,
  chosenIndex,
  createActing,
  endRound,
  hasFailed,
  hasUnsent,
  type IndexedOutcome,
  judgeCanary,
  type ManyRuns,
  moveInActing,
  type NewRun,
  type NewRuns,
  newRunAt,
  pendingNewRuns,
  type Round,
  readNewRuns,
  resumeActing,
  stopActing,
  toNewRun,
  tryAgain,
  withNewRuns,
  withOutcomes,
} from './acting.ts';
import { actingLines, wrappedActingLines } from './acting-lines.ts';
import { type ActingCounts, actingSummary, actingTitle, countActing } from './acting-summary.ts';

export const actingDialog = defineDialog<Acting>({
  type: 'acting',
  keys: {
    where: 'acting on runs',
    bindings: [
      ...scrollKeys<Acting>(moveInActing, (_, size) => actingRows(size)),
      {
        keys: ['enter'],
        label: 'open',
        help: 'open the run, once all are answered; after running it again, the new run',
        reason: reasonNotToOpen,
        press: openActedOn,
      },
      {
        keys: ['w'],
        label: ({ isWrapped }) => (isWrapped ? 'cut' : 'wrap'),
        help: 'wrap the rows, to read all of a reason; or cut each to one line',
        press: acting => ({ ...acting, isWrapped: !acting.isWrapped }),
      },
      {
        keys: ['='],
        label: 'list',
        help: 'list the runs that were started',
        reason: whyNoList,
        press: (acting, context) => () => listNewRuns(context, acting),
      },
      {
        keys: ['a'],
        label: 'again',
        help: 'try again where it failed, and nowhere else',
        reason: acting => reasonNotTo(acting, hasFailed, 'nothing failed: there is nothing to try again'),
        press: tryAgain,
      },
      {
        keys: ['p'],
        label: 'stop',
        help: 'stop sending; what was sent is waited for',
        reason: whyNoStop,
        press: stopActing,
      },
      {
        keys: ['c'],
        label: 'continue',
        help: 'continue with what was not sent',
        reason: acting => reasonNotTo(acting, hasUnsent, 'all of them were sent'),
        press: resumeActing,
      },
      {
        keys: ['escape', 'q'],
        label: acting => (isToStop(acting) ? 'stop' : 'close'),
        help: 'stop sending; then close',
        press: leave,
      },
    ],
  },
  lines: drawActing,
  work: performActs,
});

export function actOnMany(context: SessionContext, many: ManyRuns): void {
  actingDialog.open(context, createActing(many));
}

function reasonNotToOpen(acting: Acting): string | undefined {
  if (acting.phase !== 'ended') return 'not every run was answered yet';
  const index = chosenIndex(acting);
  const isMissing = acting.outcomes[index]?.started !== undefined && !newRunAt(acting, index);
  return isMissing ? 'the new run is not in the store yet' : undefined;
}

function openActedOn(acting: Acting, context: SessionContext): Pressed<Acting> {
  const index = chosenIndex(acting);
  const address = acting.outcomes[index]?.started ?? acting.runs[index]?.address;
  return address === undefined ? acting : () => openRunById(context, address);
}

/** Each frame asks for this, so the runs are searched only once all has ended. */
function reasonNotTo(acting: Acting, hasAny: typeof hasFailed, none: string): string | undefined {
  if (acting.phase !== 'ended') return 'not every run was answered yet';
  return hasAny(acting) ? undefined : none;
}

function whyNoList(acting: Acting): string | undefined {
  if (acting.act !== 'retry') return 'no run was started that could be listed';
  if (acting.phase !== 'ended') return 'not every run was answered yet';
  return acting.newRuns.size === 0 ? 'none of the started runs is in the store yet' : undefined;
}

function whyNoStop({ phase }: Acting): string | undefined {
  if (phase === 'stopping') return 'it is waiting for answers to what was sent';
  return phase === 'ended' ? 'nothing is being sent' : undefined;
}

function isToStop({ phase, round, canary }: Acting): boolean {
  if (phase === 'watching' || (phase === 'acting' && canary?.phase === 'trying')) return true;
  return phase === 'acting' && round.indexes.length > sentAtOnce;
}

/** Up to this many are sent at once, so that stopping would change nothing. */
const sentAtOnce = 8;

function leave(acting: Acting, { say }: SessionContext): Pressed<Acting> {
  if (isToStop(acting)) return stopActing(acting);
  if (acting.phase !== 'ended' || !hasUnsent(acting)) return undefined;
  const sent = formatCount(acting.outcomes.filter(outcome => outcome !== undefined).length);
  const text = `stopped after ${sent} of ${formatCount(acting.runs.length)} runs: nothing was sent for the others`;
  return () => say(text);
}

const widest = 120;
/** Below this height, wrapped rows take the place of the bar and the blank lines. */
const lowRows = 20;

function drawActing(acting: Acting, { state, theme }: Look): Drawing {
  const { size, list } = state;
  const { phase, isWrapped } = acting;
  const { width } = dialogRoom(size, widest);
  const counts = countsOf(acting, list);
  const title = theme.bold(actingTitle(acting, counts));
  const [above = '', below = ''] = actingSummary(acting, counts, width);
  const head = [...(phase === 'ended' ? [above, below] : [progressBar(counts, width), above]), ''];
  const sums = [above, below].filter(Boolean);
  const shownHead = isWrapped && size.rows < lowRows ? sums : head;
  const room = { width, rows: actingRows(size) + head.length - shownHead.length };
  const toLines = isWrapped ? wrappedActingLines : actingLines;
  return { title, lines: [...shownHead, ...toLines(acting, list, room, theme)], width };
}

let counted: { readonly acting: Acting; readonly list: ListState; readonly counts: ActingCounts } | undefined;

/** Counts thousands of runs again only after they have changed, not for each key. */
function countsOf(acting: Acting, list: ListState): ActingCounts {
  const { outcomes, newRuns, phase } = acting;
  const last = counted?.acting;
  const isSame = last?.outcomes === outcomes && last.newRuns === newRuns && last.phase === phase;
  if (!counted || !isSame || counted.list !== list)
    counted = { acting, list, counts: countActing(acting, list) };
  return counted.counts;
}

function progressBar({ known, all }: ActingCounts, width: number): string {
  const sum = ` ${formatCount(known)} of ${formatCount(all)}`;
  const columns = Math.max(1, width - displayWidth(sum));
  const filled = all === 0 ? columns : Math.floor((known / all) * columns);
  return `${'█'.repeat(filled)}${'░'.repeat(columns - filled)}${sum}`;
}

function listNewRuns(context: SessionContext, acting: Acting): void {
  const { dispatch, say, getState } = context;
  const { query, listed } = newRunsQuery(acting);
  const filterText = formatQuery(query);
  if (getState().screen !== 'table') dispatch({ type: 'screen-changed', screen: 'table' });
  const step = { before: getState().list.filterText, after: filterText, isBeside: false };
  changeCriteria(context, { view: allRuns, kind: 'both', filterText }, { step });
  if (listed === undefined) return;
  say(`${listed} of ${formatCount(acting.newRuns.size)} are listed, those that failed first`);
}

/** A filter holds no more than 128 ids: `limitWeight`. */
const mostIds = 100;
const mostNames = 5;

/**
 * A few runs are listed by their ids. More are listed by time, workflow and actor, if each says which run it
 * repeats; otherwise by as many ids as a filter holds, which are `listed`.
 */
function newRunsQuery(acting: Acting): { readonly query: Query; readonly listed?: number } {
  const runs = readNewRuns(acting);
  const areLinked = runs.every(({ isLinked }) => isLinked);
  if (runs.length > mostIds && areLinked) return { query: queryByTime(acting) };
  const ids = runs.slice(0, mostIds).map(({ id }) => id);
  const query = composeQuery(oneOfTexts('id', ...ids));
  return ids.length < runs.length ? { query, listed: ids.length } : { query };
}

/** Without an upper bound until every new run was read. */
function queryByTime(acting: Acting): Query {
  const runs = readNewRuns(acting);
  const times = runs.map(({ createdAt }) => createdAt);
  const earliest = times.reduce((a, b) => Math.min(a, b));
  const latest = times.reduce((a, b) => Math.max(a, b));
  const names = new Set(acting.runs.map(({ name }) => name));
  const actors = new Set(runs.map(({ actor }) => actor));
  const [actor] = actors;
  return joinQueries(
    composeQuery({ type: 'text', field: 'retryOf', values: [{ text: '*', isGlob: true }] }),
    ...(names.size <= mostNames ? [composeQuery(oneOfTexts('workflow', ...names))] : []),
    ...(actors.size === 1 && actor !== undefined ? [composeQuery(oneOfTexts('actor', actor))] : []),
    createdBetween(earliest, areAllRead(acting) ? latest : undefined),
  );
}

/** The runs read and shown together before keys and other readers get their turn. */
const readTogether = 100;

export async function followNewRuns(context: ReaderContext, signal: AbortSignal): Promise<void> {
  const { store, getState } = context;
  const opened = store();
  const acting = actingDialog.in(getState());
  if (!acting) return;
  const { runs } = acting;
  const isOpen = (): boolean =>
    !signal.aborted && store() === opened && actingDialog.in(getState())?.runs === runs;
  const pending = pendingNewRuns(acting);
  for (let at = 0; at < pending.length && isOpen(); at += readTogether) {
    const addresses = pending.slice(at, at + readTogether);
    const { result: read, tookMs } = await timeRead(() => readTurn(context, addresses, signal));
    if (!isOpen()) return;
    actingDialog.update(context, shown => judgeCanary(withNewRuns(shown, read)));
    if (at + readTogether < pending.length)
      await sleep(restAfterRead(opened.target, tookMs, { hasKeys: true }), signal);
  }
}

/** A run that cannot be read now is read after the next change. */
async function readTurn(
  { store, now }: ReaderContext,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<NewRuns> {
  const read = new Map<string, NewRun>();
  const reading = { include: { lazyPayloads: true }, signal };
  const perform = async (address: string): Promise<void> => {
    const run = await unlessAway(() => store().getRun(address, reading), signal);
    if (run) read.set(address, toNewRun(run, now()));
  };
  await actOnRuns({ addresses, perform, stop: signal });
  return read;
}

/** Acts on the runs round by round; once the dialog closes, no more is sent. */
function performActs(context: SessionContext, running: Running<Acting>): Following<Acting> {
  let round: Round | undefined;
  let stop = new AbortController();
  const follow = (acting: Acting): void => {
    if (acting.round === round) {
      if (acting.phase === 'stopping') stop.abort();
      return;
    }
    round = acting.round;
    stop = new AbortController();
    begin(context, acting, AbortSignal.any([stop.signal, running.signal]), running);
  };
  follow(running.opened);
  return follow;
}

const shownEveryMs = 100;

function begin(
  context: SessionContext,
  { act, runs, retried, round }: Acting,
  stop: AbortSignal,
  { shown, update }: Running<Acting>,
): void {
  const { effects, now, dispatch } = context;
  const store = context.store();
  const { indexes } = round;
  const addresses = indexes.map(index => runs[index]?.address ?? '');
  let arrived: IndexedOutcome[] = [];
  let shownAt = now();
  let known = 0;

  const show = (): void => {
    shownAt = now();
    if (arrived.length === 0 || context.store() !== store) return;
    const outcomes = arrived;
    arrived = [];
    dispatch({ type: 'cancels-moved', phases: phasesOf(outcomes, { act, runs }) });
    update(acting => withOutcomes(acting, outcomes));
    if (shown()) effects.showProgress(known / indexes.length);
  };
  const onOutcome = (at: number, outcome: ActOutcome, count: number): void => {
    known = count;
    arrived.push([indexes[at] ?? 0, outcome]);
    if (now() - shownAt >= shownEveryMs) show();
  };
  const by = effects.user;
  const perform: ActRequest<ActOutcome>['perform'] = address =>
    performAct({ store, act, by, retried }, address);

  effects.showProgress(0);
  context.finish(async () => {
    try {
      const atOnce = act === 'cancel' ? store.can.cancelsAtOnce : undefined;
      await actOnRuns({ addresses, perform, stop, atOnce, onOutcome });
      show();
    } finally {
      effects.showProgress(undefined);
    }
    update(acting => judgeCanary(endRound(acting, context.getState().size)));
    // All runs were just searched, so keys get their turn before the store is read.
    await yieldToEventLoop();
    context.run(context.refreshAll);
  });
}

function phasesOf(
  outcomes: readonly IndexedOutcome[],
  { act, runs }: Pick<Acting, 'act' | 'runs'>,
): ReadonlyMap<string, CancelPhase> {
  if (act === 'retry') return new Map();
  return new Map(
    outcomes.flatMap(([index, { cancel }]) => {
      const address = runs[index]?.address;
      return cancel && address !== undefined ? [[address, phaseOf(cancel, act)]] : [];
    }),
  );
}

/** A run that the store itself canceled has ended; one that was asked to end is followed. */
function phaseOf(cancel: CancelOutcome, act: EndAct): CancelPhase {
  const hasEnded = cancel.type === 'answered' && cancel.result.type === 'canceled';
  return hasEnded ? { type: 'ended', status: 'canceled' } : { ...cancel, act };
}
