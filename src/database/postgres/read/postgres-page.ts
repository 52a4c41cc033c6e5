import { type Place, parseCursor, topSize } from '../../../contract/lists/run-order.ts';
import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import type { RunSummary } from '../../../model/run.ts';
import { sortSql } from '../../../query-sql/compile-clause.ts';
import { allOf, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import {
  type Budget,
  createTopRuns,
  finalPage,
  type PageOptions,
  unfinishedPage,
} from '../../runs/lists/run-page.ts';
import type { Database } from '../database.ts';
import { decodeRow, decodeText, encodeText } from '../text-codec.ts';
import { countDriven } from './driving-index.ts';
import type { IndexAdvice } from './index-advice.ts';
import { countBetween, countBetweenOfAll, indexedPage, quickPage } from './page-statements.ts';
import type { Plan } from './postgres-plan.ts';
import { type RunRow, runColumns, toRunSummary } from './postgres-run-row.ts';
import { postgresTables } from './postgres-tables.ts';
import { type CandidateRow, createVerifier, type Verifier } from './verify-rows.ts';
import { createScan, type Scan, type ScannedRun } from './window-scan.ts';

/** After scanning this many runs, a slow index is tried instead. */
const rowsBeforeIndex = 20_000;

export async function readPage(
  db: Database,
  plan: Plan,
  advice: IndexAdvice,
  options: PageOptions,
): Promise<RunPage> {
  const cursor = options.cursor === undefined ? undefined : parseCursor(options.cursor);
  const start = { place: cursor, read: cursor?.read ?? 0, limit: options.limit + 1 };
  if (plan.rest.length === 0) return readQuickPage(db, plan, start);
  const verifier = createVerifier(plan);
  const readIndexed = () => readIndexedPage(db, plan, verifier, advice, { start, budget: options.budget });
  if (await advice.isSparse(db, plan, options.limit)) {
    const page = await readIndexed();
    if (page) return page;
  }
  return scanPage(db, plan, createScan(db, plan, verifier, start), options, { advice, readIndexed });
}

type Start = { readonly place: Place | undefined; readonly read: number; readonly limit: number };

async function readQuickPage(db: Database, plan: Plan, { place, read, limit }: Start): Promise<RunPage> {
  const rows = await db.rows<RunRow>(quickPage(plan, place, limit));
  const runs = rows.map(row => toRunSummary(decodeRow(row)));
  return toPage(runs, limit - 1, read);
}

/** `undefined` if the index takes too long. */
async function readIndexedPage(
  db: Database,
  plan: Plan,
  verifier: Verifier,
  advice: IndexAdvice,
  { start, budget }: { readonly start: Start; readonly budget: Budget },
): Promise<RunPage | undefined> {
  const end = performance.now() + budget.ms;
  const found: RunSummary[] = [];
  let checked = 0;
  let { place, limit } = start;
  for (;;) {
    const rows = await advice.readIndexed<CandidateRow>(db, plan, indexedPage(plan, verifier, place, limit));
    if (!rows) return undefined;
    const summaries = await verifier.verify(db, rows);
    found.push(...summaries.filter(summary => summary !== undefined));
    const last = rows.at(-1);
    if (found.length >= start.limit || rows.length < limit || !last)
      return toPage(found, start.limit - 1, start.read);
    place = { createdAt: last.created_at, id: decodeText(last.id) };
    checked += rows.length;
    if (checked >= budget.rows || performance.now() >= end) return shortPage(db, plan, found, place);
    limit = verifier.readsPayloads ? 256 : Math.min(2_000, limit * 4);
  }
}

async function shortPage(
  db: Database,
  plan: Plan,
  runs: readonly RunSummary[],
  place: Place,
): Promise<RunPage> {
  const [row] = await db.rows<{ n: number }>(countBetween(plan, undefined, place));
  const read = row?.n ?? 0;
  const total = Math.max(read, countDriven(plan.driving, await db.read(postgresTables.nameCounts())));
  return unfinishedPage(runs, place, read, total);
}

function toPage(found: readonly RunSummary[], limit: number, read: number): RunPage {
  const runs = found.slice(0, limit);
  const last = runs.at(-1);
  return found.length > limit && last ? unfinishedPage(runs, last, read) : finalPage(runs);
}

/** `readIndexed` is `undefined` if the index takes too long. */
type Alternative = { readonly advice: IndexAdvice; readonly readIndexed: () => Promise<RunPage | undefined> };

async function scanPage(
  db: Database,
  plan: Plan,
  scan: Scan,
  { limit, budget }: PageOptions,
  { advice, readIndexed }: Alternative,
): Promise<RunPage> {
  const start = performance.now();
  const end = start + budget.ms;
  const first = await scan.read();
  const found: ScannedRun[] = [];
  let isIndexTried = false;
  for (;;) {
    const rowsLeft = budget.rows - ((await scan.read()) - first);
    found.push(...(await scan.next({ rowsLeft })));
    const isFound = found.length > limit || scan.isAtEnd();
    const read = isFound ? 0 : (await scan.read()) - first;
    const isIndexDue = !isIndexTried && read >= rowsBeforeIndex;
    if (isIndexDue || (isFound && !isIndexTried)) advice.scanned(plan, performance.now() - start);
    if (isFound) return scannedPage(db, plan, scan, found, limit);
    if (isIndexDue) {
      isIndexTried = true;
      const page = (await advice.isWorthTrying(db, plan)) ? await readIndexed() : undefined;
      if (page) return page;
    }
    const isSpent = read >= budget.rows || performance.now() >= end;
    if (isSpent) return scannedPage(db, plan, scan, found, limit);
  }
}

async function scannedPage(
  db: Database,
  plan: Plan,
  scan: Scan,
  found: readonly ScannedRun[],
  limit: number,
): Promise<RunPage> {
  const page = found.slice(0, limit);
  const runs = page.map(({ run }) => run);
  const last = page.at(-1);
  if (found.length > limit && last) {
    const { read, total } = await scannedUntil(db, plan, last);
    return unfinishedPage(runs, last.run, read, total);
  }
  const total = countDriven(plan.driving, await db.read(postgresTables.nameCounts()));
  const place = scan.place();
  if (scan.isAtEnd() || !place) return finalPage(runs, total);
  return unfinishedPage(runs, place, await scan.read(), total);
}

async function scannedUntil(db: Database, plan: Plan, { run, from }: ScannedRun) {
  const [row] = await db.rows<{ n: number; total: number }>(countBetweenOfAll(plan, from.place, run));
  return { read: from.read + (row?.n ?? 0), total: row?.total ?? 0 };
}

type TopOptions = { readonly sort: Sort; readonly limit: number };

export async function readTop(db: Database, plan: Plan, { sort, limit }: TopOptions): Promise<RunPage> {
  const size = Math.min(limit, topSize);
  const verifier = createVerifier(plan);
  if (verifier.isDoubtful) return { runs: await sortScanned(db, plan, verifier, sort, size) };
  const rows = await db.rowsOnce<RunRow>(presentSql(plan, sort, size));
  const absent =
    rows.length < size ? await db.rowsOnce<RunRow>(absentSql(plan, sort, size - rows.length)) : [];
  return { runs: [...rows, ...absent].map(row => toRunSummary(decodeRow(row))) };
}

/** The first runs with a value. Without NULLs, an index works in either direction. */
function presentSql(plan: Plan, sort: Sort, size: number): Sql {
  const value = sortSql(sort.field, plan.dialect, plan.now);
  const { indexedRunning } = plan.dialect;
  if (sort.field !== 'duration' || !indexedRunning) return firstSql(plan, sort, size, value);
  const ended = firstSql(plan, sort, size, indexedRunning.ms, indexedRunning.has);
  const going = firstSql(plan, sort, size, value, raw('r.finished_at IS NULL AND r.started_at IS NOT NULL'));
  return sql`SELECT * FROM ((${ended}) UNION ALL (${going})) r
    ORDER BY ${orderSql(value, sort)} LIMIT ${raw(String(size))}`;
}

function firstSql(plan: Plan, sort: Sort, size: number, value: Sql, has = sql`${value} IS NOT NULL`): Sql {
  return sql`SELECT ${runColumns} FROM runs r WHERE ${allOf([has, ...conditionsOf(plan)])}
    ORDER BY ${orderSql(value, sort)} LIMIT ${raw(String(size))}`;
}

function absentSql(plan: Plan, { field }: Sort, size: number): Sql {
  const value = field === 'duration' ? raw('r.started_at') : sortSql(field, plan.dialect, plan.now);
  return sql`SELECT ${runColumns} FROM runs r WHERE ${allOf([sql`${value} IS NULL`, ...conditionsOf(plan)])}
    ORDER BY r.created_at DESC, r.id DESC LIMIT ${raw(String(size))}`;
}

function conditionsOf({ clauses }: Plan): readonly Sql[] {
  return clauses.map(({ condition }) => condition.sql);
}

function orderSql(value: Sql, { field, descending }: Sort): Sql {
  const newest = field === 'created' ? raw('r.id DESC') : raw('r.created_at DESC, r.id DESC');
  return sql`${value} ${raw(descending ? 'DESC' : 'ASC')}, ${newest}`;
}

async function sortScanned(
  db: Database,
  plan: Plan,
  verifier: Verifier,
  sort: Sort,
  size: number,
): Promise<readonly RunSummary[]> {
  const { now } = plan;
  const top = createTopRuns({ sort, size, now }, plan.dialect, encodeText);
  const scan = createScan(db, plan, verifier, { place: undefined, read: 0, limit: 500 });
  while (!scan.isAtEnd()) {
    const found = await scan.next({ rowsLeft: Number.POSITIVE_INFINITY, extra: top.condition() });
    top.add(found.map(({ run }) => run));
  }
  return top.runs();
}
