import { comesAfter, type Place } from '../../../contract/lists/run-order.ts';
import type { RunSummary } from '../../../model/run.ts';
import type { Sql } from '../../../query-sql/sql-template.ts';
import type { Database } from '../database.ts';
import { decodeText } from '../text-codec.ts';
import { countBetween, windowEnd, windowPage } from './page-statements.ts';
import type { Plan } from './postgres-plan.ts';
import type { CandidateRow, Verifier } from './verify-rows.ts';

export type ScannedRun = { readonly run: RunSummary; readonly from: Passed };

/** `read` runs were read up to `place`. */
type Passed = { readonly place: Place | undefined; readonly read: number };

export type Scan = ReturnType<typeof createScan>;

const firstSize = 8_000;
const leastSize = 50;
/** The first window tests this many words at full size; with more, it is smaller. */
const usualWords = 4;
const maxSize = 200_000;
const wantedMs = 60;
const maxLimit = 2_000;
/** So many runs with payloads take about as long. */
const maxPayloads = 256;

export function createScan(
  db: Database,
  plan: Plan,
  verifier: Verifier,
  from: { readonly place: Place | undefined; readonly read: number; readonly limit: number },
) {
  const mostAtOnce = verifier.readsPayloads ? maxPayloads : maxLimit;
  let counted: Passed = { place: from.place, read: from.read };
  let place = from.place;
  const words = plan.rest.filter(({ condition }) => condition.needsJoin).length;
  const usualSize = Math.round(firstSize / Math.max(1, words / usualWords));
  let size = usualSize;
  // Some of the candidates whose payloads must be read will not match.
  const wanted = verifier.readsPayloads ? from.limit * 2 : from.limit;
  let limit = Math.min(mostAtOnce, Math.max(wanted, 1));
  let isAtEnd = false;

  async function next({ rowsLeft, extra }: { readonly rowsLeft: number; readonly extra?: Sql }) {
    await read();
    const before = counted;
    const window = { size: Math.max(1, Math.min(size, rowsLeft)), limit, extra };
    const start = performance.now();
    const statement = windowPage(plan, verifier, place, window);
    const isUsual = window.size === usualSize && !extra;
    const rows = await (isUsual ? db.rows : db.rowsOnce)<CandidateRow>(statement);
    const isWhole = rows.length < limit;
    const end = isWhole ? await endOf(window.size) : undefined;
    const inWindow = end ? rows.filter(row => !isBehind(row, end)) : rows;
    if (isWhole) size = nextSize(size, performance.now() - start);
    const summaries = await verifier.verify(db, inWindow);
    const last = rows.at(-1);
    if (end) {
      place = end;
      counted = { place, read: before.read + window.size };
    } else if (isWhole) isAtEnd = true;
    else if (last) place = toPlace(last);
    limit = Math.min(mostAtOnce, limit * 4);
    return summaries.flatMap(run => (run ? [{ run, from: before }] : []));
  }

  /** Counts the runs read so far, on demand: a full first window needs the count only up to its last run. */
  async function read(): Promise<number> {
    const until = place;
    if (!until || until === counted.place) return counted.read;
    const [row] = await db.rows<{ n: number }>(countBetween(plan, counted.place, until));
    counted = { place: until, read: counted.read + (row?.n ?? 0) };
    return counted.read;
  }

  async function endOf(windowSize: number): Promise<Place | undefined> {
    const [last, next] = await db.rowsOnce<{ created_at: number; id: string }>(
      windowEnd(plan, place, windowSize),
    );
    return last && next && toPlace(last);
  }

  return {
    /** The next matching runs, newest first; a window may contain none. */
    next,
    place: () => place,
    read,
    isAtEnd: () => isAtEnd,
  };
}

function toPlace({ created_at, id }: { readonly created_at: number; readonly id: string }): Place {
  return { createdAt: created_at, id: decodeText(id) };
}

/** Runs recorded meanwhile move a window's end up; the next window reads the runs behind it again. */
function isBehind(row: { readonly created_at: number; readonly id: string }, end: Place): boolean {
  return comesAfter(toPlace(row), end);
}

function nextSize(size: number, ms: number): number {
  const fitting = (size * wantedMs) / Math.max(ms, 1);
  return Math.round(Math.min(maxSize, size * 2, Math.max(leastSize, fitting)));
}
