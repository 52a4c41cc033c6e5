import * as v from 'valibot';
import { createDeadline } from '../../async/deadline.ts';
import { mapYielding } from '../../async/yield-to-event-loop.ts';
import type { FailureChunk, FailuresOptions } from '../../contract/failures.ts';
import type { RunGroup } from '../../contract/workflow-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { createRunTallies, type FailureTally, toTally } from '../../model/failure/failure-tally.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { createdBounds } from '../../model/query/compose-query.ts';
import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Clause, Query } from '../../model/query/query.ts';
import { allOf, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { Signal } from '../kit/run-source.ts';
import { longestMs } from './clickhouse-client.ts';
import { mayFail, type OddTraces, severalRoots, sinceSql } from './odd-traces.ts';
import { lowerBounds, partKeys, type Reader, readAll, readPage, toAsked } from './search-traces.ts';
import { messageKeys, number, spanSchema, toRow } from './trace-row.ts';
import { isRoot, startTime, type TraceTable, textsOf } from './trace-table.ts';

const { name, kind, service, code, message, attributes, exception } = spanSchema.entries;
const same = { name, kind, code, attributes };
const countedSchema = v.object({ ...same, n: number, last: number });
const pairSchema = v.object({
  ...{ ...countedSchema.entries, service, message, exception, lastNs: v.string(), hash: v.string() },
  isSilent: v.pipe(
    v.union([v.number(), v.string(), v.boolean()]),
    v.transform(given => Number(given) > 0),
  ),
  ...{ first: number, firstId: v.string(), lastId: v.string(), times: v.record(v.string(), number) },
});

type Pair = v.InferOutput<typeof pairSchema>;

/** The summary that stands for all runs whose roots have these values. */
function summaryOf(given: Pick<Pair, keyof typeof same> & Partial<Pair>) {
  const placed = { trace: 'any', span: 'any', parent: '', startNs: '1000000', endNs: '1000000' };
  return toRow([v.parse(spanSchema, { ...given, ...placed })])?.summary;
}

/** Counts runs by name and status; traces without exactly one root count one by one. */
export async function readGroups(
  reader: Reader,
  { withinMs = longestMs, signal }: { readonly withinMs?: number } & Signal,
): Promise<readonly RunGroup[]> {
  const endAt = performance.now() + withinMs;
  const table = await reader.table({ signal });
  const usual = usualSql(table, await reader.odd(0, { withinMs, signal }), 0);
  const counted = await reader.client.query(
    countedSchema,
    sql`SELECT ${table.groupColumns}, count() AS n, max(${startTime.ms}) AS last FROM ${table.spans}
      WHERE ${isRoot} AND NOT ${table.hasOne(partKeys)} AND ${usual} GROUP BY name, kind, code, attributes`,
    { withinMs, signal },
  );
  const groups: RunGroup[] = counted.flatMap(({ n, last, ...given }) => {
    const summary = summaryOf(given);
    return summary ? [{ ...summary, count: n, lastCreatedAt: last }] : [];
  });
  const parts = { since: 0, where: [table.hasOne(partKeys)], isFailed: false };
  const deadline = createDeadline([signal]);
  deadline.set(
    endAt - performance.now(),
    () => new InspectorError('timeout', 'counting the traces without one root takes too long'),
  );
  try {
    for await (const rows of readAll(reader, parts, { signal: deadline.signal }))
      for (const { summary } of rows) groups.push({ ...summary, count: 1, lastCreatedAt: summary.createdAt });
    return groups;
  } finally {
    deadline.end();
  }
}

function usualSql(table: TraceTable, { traces, isWhole }: OddTraces, since: number): Sql {
  if (!isWhole) return sql`TraceId NOT IN (${severalRoots(table, since)})`;
  return traces.length === 0 ? raw('true') : sql`TraceId NOT IN (${textsOf(traces.map(({ id }) => id))})`;
}

/** True if runs of the same name, type and message of error answer every clause alike. */
export function isOfGroups({ clauses }: Query): boolean {
  return clauses.every(clause => {
    if (clause.type === 'text') return groupFields.includes(clause.field);
    return isTime(clause) || clause.type === 'status' || clause.type === 'kind';
  });
}

const groupFields = ['workflow', 'project', 'error', 'step', 'failure'];

function isTime(clause: Clause): boolean {
  return clause.type === 'time' && clause.field !== 'started';
}

const mostPairs = 5_000;
const rowsAtOnce = 1_000;

/** How far counting has come since one bound; `null` means that a part is over. */
const cursorSchema = v.object({
  bound: v.number(),
  now: v.number(),
  pair: v.nullish(v.object({ lastNs: v.string(), hash: v.string() })),
  place: v.nullish(v.object({ createdAt: v.number(), id: v.string() })),
});

type Cursor = v.InferOutput<typeof cursorSchema>;

function parseCursor(text: string | undefined, now: number): Cursor {
  if (text === undefined) return { bound: 0, now };
  const read = v.safeParse(cursorSchema, tryParseJson(Buffer.from(text, 'base64url').toString()));
  if (read.success) return read.output;
  throw new InspectorError('usage', 'not a cursor of this store', {
    hint: 'take nextCursor of the part before, as it is',
  });
}

/**
 * Counts failures of the last hour, then of the day, and so on. ClickHouse groups roots by type and message,
 * the newest pairs first; roots that do not say why they failed are read one by one.
 */
export async function readFailures(
  reader: Reader,
  query: Query,
  { cursor, now, bucketMs, signal }: FailuresOptions,
): Promise<FailureChunk> {
  const table = await reader.table({ signal });
  const state = parseCursor(cursor, now);
  const limits = lowerBounds(state.now);
  const { from, to } = createdBounds(query, now);
  const since = Math.max(limits[state.bound] ?? 0, from);
  const until = Math.min(limits[state.bound - 1] ?? Number.POSITIVE_INFINITY, to);
  const matches = compileMatcher(query, { now });
  const isMatch = compileMatcher({ clauses: query.clauses.filter(clause => !isTime(clause)) }, { now });
  const where = [...toAsked(table, query, now).where, mayFail(table)];
  const odd = await reader.odd(since, { signal });
  const wanted = {
    since,
    until,
    where: [...where, usualSql(table, odd, since)],
    bucketMs,
    after: state.pair,
  };
  const pairs =
    state.pair === null ? [] : await reader.client.query(pairSchema, pairsSql(table, wanted), { signal });
  const hasOthers =
    state.place !== undefined ||
    !odd.isWhole ||
    odd.traces.some(({ isFailed }) => isFailed) ||
    pairs.some(({ isSilent }) => isSilent);
  const start = until === Number.POSITIVE_INFINITY ? undefined : { createdAt: until, id: '' };
  const asked = {
    since,
    isFailed: true,
    where: [...where, isSilent(table)],
    place: state.place ?? start,
    size: rowsAtOnce,
  };
  const page = state.place !== null && hasOthers ? await readPage(reader, asked, { signal }) : undefined;
  const runs = createRunTallies(bucketMs);
  for (const { summary } of page?.rows ?? []) if (matches({ summary })) runs.add(summary);
  const counted = await mapYielding(pairs, pair => (pair.isSilent ? [] : (tallyOf(pair, isMatch) ?? [])));
  const last = pairs.length < mostPairs ? undefined : pairs.at(-1);
  const isMore = page?.next !== undefined && page.next.createdAt >= since;
  const place = isMore ? page.next : page ? null : state.place;
  const isOver = !last && !isMore;
  const isLast = isOver && (from >= (limits[state.bound] ?? 0) || state.bound === limits.length - 1);
  const next: Cursor = isOver
    ? { bound: state.bound + 1, now: state.now }
    : { ...state, pair: last ? { lastNs: last.lastNs, hash: last.hash } : null, place };
  return {
    tallies: [...counted.flat(), ...runs.tallies()],
    ...(isLast ? {} : { nextCursor: Buffer.from(JSON.stringify(next)).toString('base64url') }),
  };
}

/** True of a root that does not say why it failed, or covers only a part of its run. */
function isSilent({ exceptionMessage, hasOne }: TraceTable): Sql {
  return sql`(StatusMessage = '' AND ${exceptionMessage} = '' AND NOT ${hasOne(messageKeys)} OR ${hasOne(partKeys)})`;
}

type AskedPairs = {
  readonly since: number;
  readonly until: number;
  readonly where: readonly Sql[];
  readonly bucketMs: number;
  readonly after: Cursor['pair'];
};

function pairsSql(table: TraceTable, { since, until, where, bucketMs, after }: AskedPairs): Sql {
  const { column, at } = startTime;
  const before = until === Number.POSITIVE_INFINITY ? [] : [sql`${column} < ${at(until)}`];
  const having = after
    ? sql`HAVING (lastNs, hash) < (toInt64(${after.lastNs}), toUInt64(${after.hash}))`
    : raw('');
  const keys = raw('name, kind, code, attributes, service, message, exception');
  const [ms, ns] = [raw('toUnixTimestamp64Milli'), raw('toUnixTimestamp64Nano')];
  const bucket = sql`intDiv(${ms}(Timestamp), ${bucketMs}) * ${bucketMs}`;
  const found = sql`SELECT ${table.groupColumns}, ${table.failureColumns}, any(${isSilent(table)}) AS isSilent,
      count() AS n, ${ms}(min(Timestamp)) AS first, ${ms}(max(Timestamp)) AS last, ${ns}(max(Timestamp)) AS lastNs,
      argMin(TraceId, Timestamp) AS firstId, argMax(TraceId, Timestamp) AS lastId,
      cityHash64(${keys}) AS hash, sumMap(map(${bucket}, 1)) AS times
    FROM ${table.spans} WHERE ${allOf([sinceSql(since), ...before, ...where])} AND ${isRoot} AND TraceId != ''
    GROUP BY ${keys} ${having} ORDER BY lastNs DESC, hash DESC LIMIT ${mostPairs}`;
  return sql`SELECT * REPLACE (toString(lastNs) AS lastNs, toString(hash) AS hash) FROM (${found})`;
}

function tallyOf(pair: Pair, isMatch: ReturnType<typeof compileMatcher>): FailureTally | undefined {
  const summary = summaryOf(pair);
  const tally = summary && isMatch({ summary }) ? toTally(summary) : undefined;
  return (
    tally && {
      ...tally,
      count: pair.n,
      first: { id: pair.firstId, at: pair.first },
      last: { id: pair.lastId, at: pair.last },
      times: Object.entries(pair.times).map(([at, count]) => [Number(at), count] as const),
    }
  );
}
