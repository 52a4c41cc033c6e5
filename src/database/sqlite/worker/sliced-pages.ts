import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import type { Query } from '../../../model/query/query.ts';
import type { Budget } from '../../runs/lists/run-page.ts';
import type { Reader } from '../read/reader.ts';
import { createPageReader, type PageReader } from '../read/sqlite-page.ts';
import { planQuery, planScan } from '../read/sqlite-plan.ts';
import { createOldestReader, createTopReader } from '../read/sqlite-top.ts';

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
