import { compareRuns, sortValue, topSize } from '../../../contract/run-order.ts';
import type { RunPage, Sort } from '../../../contract/run-store.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import { bandOfKey, toBand } from '../run-key.ts';
import { createCandidateReader } from './candidates.ts';
import type { Reader } from './reader.ts';
import type { PageReader } from './sqlite-page.ts';
import type { Plan } from './sqlite-plan.ts';
import { sortSql } from './value-sql.ts';

/**
 * Reads every run of a query once and keeps the first of a sort. What cannot be among them is left out by
 * SQLite.
 */
export function createTopReader(
  query: Query,
  plan: Plan,
  reader: Reader,
  options: { readonly sort: Sort; readonly limit: number },
): PageReader {
  const { sort } = options;
  const size = Math.min(options.limit, topSize);
  const { now } = plan.context;
  const compare = compareRuns(sort, now);
  const value = sortSql(sort.field, plan.context);
  let worst: number | string | undefined;
  const candidates = createCandidateReader(query, plan, reader, {
    below: plan.below,
    atLeast: plan.atLeast,
    firstLimit: size,
    extra: {
      sql: `(? IS NULL OR ${value.sql} ${sort.descending ? '>=' : '<='} ?)`,
      params: () => [worst, ...value.params, worst],
    },
  });
  let top: RunSummary[] = [];

  function step(): RunPage | undefined {
    const { runs, isLast } = candidates.next();
    if (runs.length > 0) {
      top = [...top, ...runs].sort(compare).slice(0, size);
      const last = top[size - 1];
      if (last)
        worst =
          sortValue(last, sort.field, now) ??
          (sort.descending ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
    }
    return isLast ? { runs: top } : undefined;
  }

  return { step: () => reader.atOnce(step) };
}

/** Reads the oldest runs of a query, oldest first, and no more than it takes. */
export function createOldestReader(
  query: Query,
  plan: Plan,
  reader: Reader,
  options: { readonly limit: number },
): PageReader {
  const size = Math.min(options.limit, topSize);
  const compare = compareRuns({ field: 'created', descending: false }, plan.context.now);
  const candidates = createCandidateReader(query, plan, reader, {
    below: plan.below,
    atLeast: plan.atLeast,
    firstLimit: size,
    oldestFirst: true,
  });
  const spill = reader.meta('spill');
  const found: RunSummary[] = [];

  function step(): RunPage | undefined {
    const { runs, below, isLast } = candidates.next();
    found.push(...runs);
    const settled = found.filter(run => toBand(run.createdAt) < bandOfKey(below) - spill);
    if (!isLast && settled.length < size) return undefined;
    return { runs: found.sort(compare).slice(0, size) };
  }

  return { step: () => reader.atOnce(step) };
}
