import { createComparator, topSize } from '../../../contract/lists/run-order.ts';
import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import type { RunSummary } from '../../../model/run.ts';
import { createTopRuns } from '../../runs/lists/top-runs.ts';
import { bandOfKey, toBand } from '../run-key.ts';
import { createCandidateReader } from './candidates.ts';
import type { Reader } from './reader.ts';
import { sqliteFilter } from './sqlite-filter.ts';
import type { PageReader } from './sqlite-page.ts';
import type { Plan } from './sqlite-plan.ts';

/** Reads every matching run once and keeps the first of the sort. */
export function createTopReader(
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
export function createOldestReader(
  plan: Plan,
  reader: Reader,
  { limit }: { readonly limit: number },
): PageReader {
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
