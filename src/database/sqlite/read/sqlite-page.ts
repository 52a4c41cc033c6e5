import {
  type Cursor,
  comesAfter,
  compareNewest,
  createComparator,
  parseCursor,
  topSize,
} from '../../../contract/lists/run-order.ts';
import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import type { Pieces } from '../../../model/pieces.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import {
  type Budget,
  createTopRuns,
  finalPage,
  type PageOptions,
  unfinishedPage,
} from '../../runs/lists/run-page.ts';
import { bandOfKey, toBand } from '../sqlite-schema.ts';
import { createCandidateReader } from './candidates.ts';
import { countRuns } from './index-streams.ts';
import type { Reader } from './reader.ts';
import { sqliteFilter } from './sqlite-filter.ts';
import { firstKeyAfter, type Plan, planQuery, planScan } from './sqlite-plan.ts';

export function* readPage(plan: Plan, reader: Reader, options: PageOptions): Pieces<RunPage> {
  const cursor = options.cursor === undefined ? undefined : parseCursor(options.cursor);
  const start = cursor ? Math.min(plan.below, firstKeyAt(cursor, reader.meta('spill'))) : plan.below;
  const candidates = createCandidateReader(plan, reader, { below: start, firstLimit: options.limit + 1 });
  const end = performance.now() + options.budget.ms;
  const found: RunSummary[] = [];

  /** A page must end beyond its cursor, so a whole millisecond is read, whatever the budget. */
  function isPast(unread: number): boolean {
    if (!cursor) return unread < bandOfKey(start - 1);
    const before = toBand(cursor.createdAt);
    return unread + 1 < before || (unread + 1 === before && cursor.id !== '');
  }

  function fullPage(): RunPage {
    const runs = found.slice(0, options.limit);
    const last = runs.at(-1);
    return last ? unfinishedPage(runs, last, readUntil(last.createdAt), total()) : { runs };
  }

  function shortPage(settled: readonly RunSummary[], unread: number): RunPage {
    return unfinishedPage(settled, { createdAt: unread + 1, id: '' }, readUntil(unread + 1), total());
  }

  function readUntil(createdAt: number): number {
    if (plan.isQuick) return 0;
    const below = cursor ? firstKeyAfter(cursor.createdAt, 0) : Number.MAX_SAFE_INTEGER;
    return (cursor?.read ?? 0) + countBetween(reader, firstKeyAfter(createdAt, 0), below);
  }

  function total(): number | undefined {
    return plan.isQuick ? undefined : countRuns(reader, {});
  }

  for (;;) {
    const { runs, atLeast, isLast } = yield* candidates.next();
    found.push(...(cursor ? runs.filter(run => comesAfter(run, cursor)) : runs));
    found.sort(compareNewest);
    if (isLast) return found.length > options.limit ? fullPage() : finalPage(found, total());
    const unread = bandOfKey(atLeast - 1);
    const settled = found.filter(run => toBand(run.createdAt) > unread);
    if (settled.length >= options.limit) return fullPage();
    const isSpent = candidates.rowsRead() >= options.budget.rows || performance.now() >= end;
    if (isSpent && isPast(unread)) return shortPage(settled, unread);
    yield;
  }
}

/** A cursor without an id comes after all runs of its millisecond. */
function firstKeyAt({ createdAt, id }: Cursor, spill: number): number {
  const isBetween = id === '' && Number.isInteger(createdAt);
  return firstKeyAfter(isBetween ? createdAt - 1 : createdAt, spill);
}

/** Counts in the smallest index: a scan of the rows takes eight times as long. */
function countBetween(reader: Reader, atLeast: number, below: number): number {
  const count = reader.prepare<{ n: number }>(
    `SELECT sum(n) AS n FROM (
      SELECT count(*) AS n FROM runs INDEXED BY runs_kind WHERE kind = 'workflow' AND key >= ? AND key < ? UNION ALL
      SELECT count(*) FROM runs INDEXED BY runs_kind WHERE kind = 'agent' AND key >= ? AND key < ?)`,
  );
  return count.get(atLeast, below, atLeast, below)?.n ?? 0;
}

/** Reads every matching run once and keeps the first of the sort. */
function* readTop(
  plan: Plan,
  reader: Reader,
  { sort, limit }: { readonly sort: Sort; readonly limit: number },
): Pieces<RunPage> {
  const { now } = plan;
  const size = Math.min(limit, topSize);
  const top = createTopRuns({ sort, size, now }, sqliteFilter(reader, plan.usual));
  const candidates = createCandidateReader(plan, reader, { firstLimit: size, extra: top.condition });
  for (;;) {
    const { runs, isLast } = yield* candidates.next();
    top.add(runs);
    if (isLast) return { runs: top.runs() };
    yield;
  }
}

function* readOldest(plan: Plan, reader: Reader, { limit }: { readonly limit: number }): Pieces<RunPage> {
  const size = Math.min(limit, topSize);
  const compare = createComparator({ field: 'created', descending: false }, plan.now);
  const candidates = createCandidateReader(plan, reader, { firstLimit: size, oldestFirst: true });
  const spill = reader.meta('spill');
  const found: RunSummary[] = [];
  for (;;) {
    const { runs, below, isLast } = yield* candidates.next();
    found.push(...runs);
    const settled = found.filter(run => toBand(run.createdAt) < bandOfKey(below) - spill);
    if (isLast || settled.length >= size) return { runs: found.sort(compare).slice(0, size) };
    yield;
  }
}

export type ListRequest = {
  readonly query: Query;
  readonly sort: Sort;
  readonly limit: number;
  readonly cursor?: string;
  readonly now: number;
  readonly budget: Budget;
};

export function readList(request: ListRequest, reader: Reader): Pieces<RunPage> {
  const { query, sort, now } = request;
  const plan = planQuery(query, reader, now, { sort });
  if (sort.field !== 'created') return readTop(plan, reader, request);
  if (sort.descending) return readPage(plan, reader, request);
  const needsAll = plan.streams !== undefined && !plan.isQuick;
  return needsAll
    ? readTop(plan, reader, request)
    : readOldest(planScan(query, reader, now), reader, request);
}
