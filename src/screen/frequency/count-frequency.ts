import { untilAborted } from '../../async/deadline.ts';
import { createEmptyPages } from '../../async/empty-pages.ts';
import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { createValueCounts, runsOf, type ValueCounts } from '../../model/query/values/count-values.ts';
import { type PathField, type ValueField, valuesIn } from '../../model/query/values/value-fields.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { knownStatuses, statusInfo } from '../../model/status.ts';
import type { Following, Running } from '../dialogs/define-dialog.ts';
import type { ReaderContext, SessionContext, State } from '../shell/state.ts';
import { pageRows } from '../table/list-reading.ts';
import { allRuns, type ListState, shownCounts, toQuery, viewCount } from '../table/list-state.ts';
import { payloadTexts } from './focused-value.ts';
import { type CountProgress, type Frequency, withCounts } from './frequency.ts';

const shownEveryMs = 200;

/** Counts the values of an open frequency, page by page; continues when its phase is `counting` again. */
export function countValues(context: SessionContext, running: Running<Frequency>): Following<Frequency> {
  const { getState, now, run } = context;
  const { opened, signal, shown, update } = running;
  const { field } = opened;
  const counts = createValueCounts();
  let source: CountSource | undefined;
  let isRunning = false;

  const show = (progress: CountProgress): void =>
    update(frequency => withCounts(frequency, { rows: counts.counts(), totals: counts.totals(), progress }));

  const openSource = async (): Promise<CountSource> => {
    const { list } = getState();
    if (await untilAborted(countInStore(context.store(), list, field, counts, signal), signal))
      return async () => ({ phase: 'done', read: runsOf(counts.totals().runs) });
    return typeof field === 'string'
      ? countPages(context, field, counts, signal)
      : countPayloads(context, field, counts, signal);
  };

  const work = async (): Promise<void> => {
    let shownAt = Number.NEGATIVE_INFINITY;
    while (shown()?.progress.phase === 'counting') {
      source ??= await openSource();
      const progress = await source();
      if (signal.aborted) return;
      if (progress.phase !== 'counting' || now() - shownAt >= shownEveryMs) {
        shownAt = now();
        show(progress);
      }
      await yieldToEventLoop();
    }
  };

  const start = (): void => {
    if (isRunning) return;
    isRunning = true;
    run(async () => {
      try {
        await work();
      } catch (error) {
        if (signal.aborted) return;
        show({ phase: 'stopped', read: runsOf(counts.totals().runs) });
        throw error;
      } finally {
        isRunning = false;
      }
    });
  };
  start();
  return ({ progress }) => {
    if (progress.phase === 'counting') start();
  };
}

/** Returns whether the store's own counters answer. */
async function countInStore(
  store: RunStore,
  list: ListState,
  field: ValueField,
  counts: ValueCounts,
  signal: AbortSignal,
): Promise<boolean> {
  if (list.filterText !== '' || list.kind !== 'both') return false;
  const isAll = list.view.id === allRuns.id;
  if (field === 'status' && isAll) return countStatuses(store, counts, signal);
  const isFailed = list.view.id === 'failed';
  if (field !== 'workflow' || !(isAll || isFailed)) return false;
  for (const { name, total, failed, active } of await store.workflows({ signal })) {
    const others = total - failed - active;
    if (total === 0 || (isFailed && failed === 0)) continue;
    counts.addCount({ value: name, failed, ...(isFailed ? { active: 0, others: 0 } : { active, others }) });
  }
  return true;
}

async function countStatuses(store: RunStore, counts: ValueCounts, signal: AbortSignal): Promise<boolean> {
  const known = await store.counts({ signal });
  // The counters do not say which unknown statuses are active.
  if (!known || known.unknown) return false;
  for (const status of knownStatuses) {
    const runs = known[status] ?? 0;
    const outcome = status === 'failed' ? 'failed' : statusInfo[status].isActive ? 'active' : 'others';
    if (runs > 0) counts.addCount({ value: status, failed: 0, active: 0, others: 0, [outcome]: runs });
  }
  return true;
}

/** Payloads are read run by run, so only those of the newest runs are counted. */
const sampledRuns = { local: 1_000, remote: 200 } as const;
const atOnce = { local: 1, remote: 8 } as const;

function countPayloads(
  context: ReaderContext,
  field: PathField,
  counts: ValueCounts,
  signal: AbortSignal,
): CountSource {
  const pages = createRunPages(context, signal);
  const place = context.store().target.isRemote ? 'remote' : 'local';
  const most = sampledRuns[place];
  let listed: readonly RunSummary[] = [];
  let found = 0;
  let read = 0;
  const readWhole = (run: RunSummary) => {
    const options = { include: { lazyPayloads: true }, signal };
    return untilAborted(context.store().getRun(runAddress(run), options), signal);
  };
  return async () => {
    while (listed.length < most && !pages.isOver()) {
      const { runs } = await pages.next();
      found += runs.length;
      listed = [...listed, ...runs].slice(0, most);
    }
    const next = listed.slice(read, read + atOnce[place]);
    const wholes = await Promise.all(next.map(readWhole));
    for (const [at, run] of next.entries()) {
      const whole = wholes[at];
      counts.add(whole ?? run, payloadTexts(whole?.[field.root], field.path));
    }
    read += next.length;
    const isWhole = pages.isWhole() && found <= most;
    const phase = read < listed.length ? 'counting' : 'done';
    const sample = isWhole ? {} : { isSample: true, listed: knownTotal(context.getState()) };
    return { phase, read, total: listed.length, ...sample };
  };
}

/** Each call counts more runs; after a failure the same ones again. */
type CountSource = () => Promise<CountProgress>;

const runsInARow = 100_000;

function countPages(
  context: ReaderContext,
  field: ValueField,
  counts: ValueCounts,
  signal: AbortSignal,
): CountSource {
  const pages = createRunPages(context, signal);
  const total = knownTotal(context.getState());
  const at = context.now();
  let read = 0;
  let stopAt = runsInARow;
  return async () => {
    const page = await pages.next();
    for (const run of page.runs) counts.add(run, valuesIn(field, run, at));
    read += page.runs.length;
    if (pages.isWhole()) return { phase: 'done', read };
    const progress = page.scanned ?? { read, total };
    // A store that answers with empty pages has not said that there are no more runs.
    if (pages.isOver()) return { phase: 'stopped', ...progress };
    if (read < stopAt) return { phase: 'counting', ...progress };
    stopAt += runsInARow;
    return { phase: 'stopped', ...progress };
  };
}

function createRunPages({ store, getState, now }: ReaderContext, signal: AbortSignal) {
  const query = toQuery(getState().list);
  const options = { sort: newestFirst, limit: pageRows(getState()), now: now(), signal };
  const emptyPages = createEmptyPages();
  let cursor: string | undefined;
  let isWhole = false;
  return {
    next: async () => {
      await emptyPages.rest(signal);
      const page = await untilAborted(store().listRuns(query, { ...options, cursor }), signal);
      emptyPages.note(page.runs.length === 0 && page.scanned === undefined);
      cursor = page.nextCursor;
      isWhole = cursor === undefined;
      return page;
    },
    isOver: () => isWhole || emptyPages.isEndless(),
    isWhole: () => isWhole,
  };
}

function knownTotal(state: State): number | undefined {
  const { view, filterText, kind, matches } = state.list;
  if (filterText !== '' || kind !== 'both') return matches?.until === undefined ? matches?.runs : undefined;
  const count = viewCount(view, shownCounts(state));
  return count && !count.isAtLeast ? count.runs : undefined;
}
