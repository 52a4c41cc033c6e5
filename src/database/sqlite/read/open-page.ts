import { createYielding } from '../../../async/yield-to-event-loop.ts';
import { createComparator, topSize } from '../../../contract/lists/run-order.ts';
import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import type { Budget } from '../../runs/lists/run-page.ts';
import { createTopRuns } from '../../runs/lists/top-runs.ts';
import { bandOfKey, toBand } from '../run-key.ts';
import { createCandidateReader } from './candidates.ts';
import type { Reader } from './reader.ts';
import { sqliteFilter } from './sqlite-filter.ts';
import { createPageReader, type PageReader } from './sqlite-page.ts';
import { type Plan, planQuery, planScan } from './sqlite-plan.ts';

/** Reads every matching run once and keeps the first of the sort. */
function createTopReader(
  plan: Plan,
  reader: Reader,
  { sort, limit }: { readonly sort: Sort; readonly limit: number },
): PageReader {
  const { now } = plan;
  const size = Math.min(limit, topSize);
  const top = createTopRuns({ sort, size, now }, sqliteFilter(reader, plan.usual));
  const candidates = createCandidateReader(plan, reader, { firstLimit: size, extra: top.condition });

  function step(): RunPage | undefined {
    const chunk = candidates.next();
    if (!chunk) return undefined;
    const { runs, isLast } = chunk;
    top.add(runs);
    return isLast ? { runs: top.runs() } : undefined;
  }

  return { step: () => reader.atOnce(step) };
}

/** Scans from the oldest run until the page is full. */
function createOldestReader(plan: Plan, reader: Reader, { limit }: { readonly limit: number }): PageReader {
  const size = Math.min(limit, topSize);
  const compare = createComparator({ field: 'created', descending: false }, plan.now);
  const candidates = createCandidateReader(plan, reader, { firstLimit: size, oldestFirst: true });
  const spill = reader.meta('spill');
  const found: RunSummary[] = [];

  function step(): RunPage | undefined {
    const chunk = candidates.next();
    if (!chunk) return undefined;
    const { runs, below, isLast } = chunk;
    found.push(...runs);
    const settled = found.filter(run => toBand(run.createdAt) < bandOfKey(below) - spill);
    if (!isLast && settled.length < size) return undefined;
    return { runs: found.sort(compare).slice(0, size) };
  }

  return { step: () => reader.atOnce(step) };
}

export type ListRequest = {
  readonly query: Query;
  readonly sort: Sort;
  readonly limit: number;
  readonly cursor?: string;
  readonly now: number;
  readonly budget: Budget;
};

export function openPage(request: ListRequest, reader: Reader): PageReader {
  const { query, sort, now } = request;
  const plan = planQuery(query, reader, now, { sort });
  if (sort.field !== 'created') return createTopReader(plan, reader, request);
  if (sort.descending) return createPageReader(plan, reader, request);
  const needsAll = plan.streams !== undefined && !plan.isQuick;
  return needsAll
    ? createTopReader(plan, reader, request)
    : createOldestReader(planScan(query, reader, now), reader, request);
}

export async function readSliced(page: PageReader, signal: AbortSignal): Promise<RunPage> {
  const yielding = createYielding(signal);
  for (;;) {
    const found = page.step();
    if (found) return found;
    if (yielding.isDue()) await yielding.yieldNow();
  }
}
