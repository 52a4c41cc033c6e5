import { type Cursor, comesAfter, compareNewest, parseCursor } from '../../../contract/lists/run-order.ts';
import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { RunSummary } from '../../../model/run.ts';
import { finalPage, type PageOptions, unfinishedPage } from '../../runs/lists/run-page.ts';
import { bandOfKey, toBand } from '../run-key.ts';
import { createCandidateReader } from './candidates.ts';
import { countRuns } from './index-streams.ts';
import type { Reader } from './reader.ts';
import { firstKeyAfter, type Plan } from './sqlite-plan.ts';

/** Reads a page in small steps, between which the thread can yield; the last `step` returns the page. */
export type PageReader = { readonly step: () => RunPage | undefined };

export function createPageReader(plan: Plan, reader: Reader, options: PageOptions): PageReader {
  const cursor = options.cursor === undefined ? undefined : parseCursor(options.cursor);
  const start = cursor ? Math.min(plan.below, firstKeyAt(cursor, reader.meta('spill'))) : plan.below;
  const candidates = createCandidateReader(plan, reader, { below: start, firstLimit: options.limit + 1 });
  const end = performance.now() + options.budget.ms;
  const found: RunSummary[] = [];

  function step(): RunPage | undefined {
    const chunk = candidates.next();
    if (!chunk) return undefined;
    const { runs, atLeast, isLast } = chunk;
    found.push(...(cursor ? runs.filter(run => comesAfter(run, cursor)) : runs));
    found.sort(compareNewest);
    if (isLast) return found.length > options.limit ? fullPage() : finalPage(found, total());
    const unread = bandOfKey(atLeast - 1);
    const settled = found.filter(run => toBand(run.createdAt) > unread);
    if (settled.length >= options.limit) return fullPage();
    const isSpent = candidates.rowsRead() >= options.budget.rows || performance.now() >= end;
    return isSpent && isPast(unread) ? shortPage(settled, unread) : undefined;
  }

  /** A page must end beyond its cursor, so it reads a whole millisecond's runs, whatever the budget. */
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

  /** `undefined` if an index found every run. */
  function total(): number | undefined {
    return plan.isQuick ? undefined : countRuns(reader, {});
  }

  return { step: () => reader.atOnce(step) };
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
