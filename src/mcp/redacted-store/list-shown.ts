import { limitConcurrency } from '../../async/limit-concurrency.ts';
import { createYielding } from '../../async/yield-to-event-loop.ts';
import { followPages } from '../../contract/lists/pages.ts';
import {
  compareNewest,
  createComparator,
  type Place,
  placeOf,
  topSize,
} from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import {
  clauseNeedsPayloads,
  clausePayloads,
  isLogClause,
  type PayloadName,
} from '../../model/query/clauses.ts';
import { compileMatcher, matchReading } from '../../model/query/match/compile-matcher.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import type { Query } from '../../model/query/query.ts';
import { searchedLogs } from '../../model/query/search-words.ts';
import { newestMessages, type Run, type RunSummary, runAddress } from '../../model/run.ts';
import { redact, redactRun } from './redact-run.ts';
import type { SplitQuery } from './split-query.ts';

type Store = Pick<RunStore, 'listRuns' | 'getRun' | 'getTrace' | 'counts' | 'target'>;

export type ListPlace = {
  readonly cursor?: string;
  readonly after?: Place & Pick<RunSummary, 'target'>;
  readonly read: number;
  readonly total?: number;
};

type Page = Pick<RunPage, 'runs' | 'missing' | 'notes'> & {
  readonly next?: ListPlace;
};

const pageMs = 250;
const runsAtOnce = 500;
/** The size of a page whose runs are each read for their payloads. */
const payloadsAtOnce = 100;
/** Smaller still, because a long trace takes many reads. */
const tracesAtOnce = 16;

/** The runs that match in their masked form, newest first. */
export async function listShown(
  store: Store,
  { narrowed, open }: SplitQuery,
  { limit, now, signal, usual }: ListOptions,
  start: ListPlace,
): Promise<Page> {
  const showMatching = createShownMatcher(store, open, { now, signal });
  const endAt = performance.now() + pageMs;
  const runs: RunSummary[] = [];
  const noted = new Set<string>();
  const reading = { sort: newestFirst, limit: sizeFor(open), now, signal, usual };
  for (let place = start; ; ) {
    const { cursor, after } = place;
    const page = await store.listRuns(narrowed, { ...reading, cursor });
    for (const note of page.notes ?? []) noted.add(note);
    const found = { runs, missing: page.missing, notes: noted.size > 0 ? [...noted] : undefined };
    const rest = after ? page.runs.filter(run => compareNewest(after, run) < 0) : page.runs;
    const shown = await showMatching(rest);
    for (const [at, run] of rest.entries()) {
      if (runs.length >= limit) return { ...found, next: place };
      const match = shown[at];
      if (match) runs.push(match);
      place = { ...place, after: { ...placeOf(run), target: run.target }, read: place.read + 1 };
    }
    if (page.nextCursor === undefined) return found;
    const { read = place.read, total = place.total } = page.scanned ?? {};
    // The same page may be shorter when it is read again.
    place = { cursor: page.nextCursor, after: place.after, read, total };
    if (runs.length >= limit || performance.now() >= endAt) return { ...found, next: place };
  }
}

function sizeFor({ clauses }: Query): number {
  if (clauses.some(isLogClause)) return tracesAtOnce;
  return clauses.some(clauseNeedsPayloads) ? payloadsAtOnce : runsAtOnce;
}

const mostWaiting = 2_000;

/** Reads all matching runs, and returns the first of another order. */
export async function listShownTop(store: Store, query: SplitQuery, options: ListOptions): Promise<RunPage> {
  const compare = createComparator(options.sort, options.now);
  const size = Math.min(options.limit, topSize);
  let top: RunSummary[] = [];
  let place: ListPlace | undefined = { read: 0 };
  let page: Page;
  do {
    page = await listShown(store, query, { ...options, limit: topSize }, place);
    top.push(...page.runs);
    if (top.length >= size + mostWaiting) top = top.sort(compare).slice(0, size);
    place = page.next;
  } while (place);
  return { runs: top.sort(compare).slice(0, size), missing: page.missing, notes: page.notes };
}

/** For remote stores: reads on this thread gain nothing from concurrency. */
const requestsAtOnce = 8;

/** Masks each run that matches in its masked form; reads payloads where the summary does not decide. */
function createShownMatcher(
  store: Store,
  query: Query,
  { now, signal }: { readonly now: number; readonly signal?: AbortSignal },
) {
  const matches = compileMatcher(query, { now });
  const inTurn = limitConcurrency(store.target.isRemote || store.target.members ? requestsAtOnce : 1);
  const yielding = createYielding(signal);
  const parts = new Set(query.clauses.flatMap(clausePayloads));
  const include = { messages: parts.has('messages') };

  async function readShown(run: RunSummary): Promise<Payloads | undefined> {
    const found = await store.getRun(runAddress(run), { include, signal });
    if (!found) return undefined;
    const shown = redact(partsOf(found, parts));
    const logs = parts.has('logs') ? await readShownLogs(store, run, signal) : undefined;
    return { ...shown, error: shown.error?.value, logs };
  }

  return (runs: readonly RunSummary[]) =>
    Promise.all(
      runs.map(run =>
        inTurn(async () => {
          if (yielding.isDue()) await yielding.yieldNow();
          const shown = redactRun(run);
          return (await matchReading(matches, shown, () => readShown(run))) ? shown : undefined;
        }),
      ),
    );
}

async function readShownLogs(
  store: Store,
  run: RunSummary,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  let messages: readonly string[] = [];
  const read = (cursor: string | undefined) => store.getTrace(runAddress(run), { cursor, signal });
  for await (const page of followPages(read, { signal })) {
    const { logs } = redact({ logs: page.logs });
    messages = searchedLogs([...newestMessages(logs), ...messages]);
  }
  return messages;
}

/** Only the parts that decide, because masking a whole run takes longer than reading it. */
function partsOf({ input, output, error, messages }: Run, parts: ReadonlySet<PayloadName>) {
  return {
    input: parts.has('input') ? input : undefined,
    output: parts.has('output') ? output : undefined,
    error: parts.has('error') ? error : undefined,
    messages: parts.has('messages') ? messages : undefined,
  };
}
