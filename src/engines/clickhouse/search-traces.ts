import * as v from 'valibot';
import { comesAfter, compareIds, type Place } from '../../contract/lists/run-order.ts';
import { createdBounds } from '../../model/query/compose-query.ts';
import { globPieces } from '../../model/query/pattern.ts';
import type { Query } from '../../model/query/query.ts';
import { compileFilter, type RunTable } from '../../query-sql/compile-filter.ts';
import { inexact, undecided } from '../../query-sql/condition.ts';
import type { SqlFlavor } from '../../query-sql/filter-dialect.ts';
import { epochMs } from '../../query-sql/sql-flavor.ts';
import { allOf, joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { TextSql } from '../../query-sql/text-sql.ts';
import type { EngineRuns } from '../kit/run-search.ts';
import type { Signal } from '../kit/run-source.ts';
import { attributeKeys } from '../otlp/messages/attribute-names.ts';
import type { ClickhouseClient } from './clickhouse-client.ts';
import {
  isParentless,
  number,
  rootsOf,
  rowKeys,
  type SpanRow,
  saysWhy,
  spanSchema,
  type TraceRow,
  toRow,
} from './trace-row.ts';
import { isEntry, isError, isRoot, startTime, type TraceTable, textsOf } from './trace-table.ts';

const hourMs = 3_600_000;
const laterRows = 500;

/** How far back a list reads before it reads further: no index of the table is by time alone. */
const bounds = [
  { ms: hourMs, name: 'the last hour' },
  { ms: 24 * hourMs, name: 'the last day' },
  { ms: 7 * 24 * hourMs, name: 'the last week' },
] as const;

/** The times back to which lists read, the latest first; 0 is the last. */
export function lowerBounds(now: number): readonly number[] {
  return [...bounds.map(({ ms }) => now - ms), 0];
}

/** `undefined` before the last bound. */
export function nameOfBound(at: number, now: number): string | undefined {
  return bounds.find(({ ms }) => at >= now - ms)?.name;
}

export type Reader = {
  readonly client: ClickhouseClient;
  readonly table: (options: Signal) => Promise<TraceTable>;
};

export const lacks = {
  fields: ['model', 'service', 'cost', 'messages', 'steps', 'retryOf', 'key'],
  reason: 'the list of traces in ClickHouse knows no',
} as const;

/** The traces that ClickHouse finds; what their roots do not decide, the matcher does. */
export function traceRuns({ client, table: open }: Reader): EngineRuns<TraceRow> {
  return {
    async search(query, { now, signal }) {
      const table = await open({ signal });
      const where = conditionsFor(table, query, now);
      const { from } = createdBounds(query, now);
      return {
        rest: query,
        async *read({ after, wanted = 100, signal }) {
          let [place, size] = [after, wanted];
          for (const bound of lowerBounds(now)) {
            const since = Math.max(bound, from);
            while (!place || place.createdAt >= since) {
              const page = await readPage(client, table, { since, where, place, size }, { signal });
              yield page.rows;
              place = page.next ?? { createdAt: since, id: '' };
              if (!page.next) break;
              size = laterRows;
            }
            if (since > bound) return;
          }
        },
        total: options => countTraces(client, table, where, options),
      };
    },
  };
}

type Asked = {
  /** Epoch ms. */
  readonly since: number;
  /** What the root of a trace must be. */
  readonly where: readonly Sql[];
  readonly place: Place | undefined;
  readonly size: number;
};

/** One page of the traces since a time: `next` is where another one begins, if there may be one. */
export async function readPage(
  client: ClickhouseClient,
  table: TraceTable,
  asked: Asked,
  options: Signal,
): Promise<{ readonly rows: readonly TraceRow[]; readonly next?: Place }> {
  const { since, size } = asked;
  const [roots, odd] = await Promise.all([
    client.query(spanSchema, rootsSql(table, asked), options),
    client.query(oddSchema, oddSql(table, asked), options),
  ]);
  const known = roots.flatMap(root => toRow([root]) ?? []);
  const ends = [
    ...(roots.length < size ? [] : [placeOf(known.at(-1))]),
    ...(odd.length < size ? [] : [odd.at(-1)]),
  ].flatMap(end => end ?? []);
  const end = ends.reduce<Place | undefined>(
    (last, one) => (last && !comesAfter(last, one) ? last : one),
    undefined,
  );
  const isWithin = (row: Place) => end === undefined || !comesAfter(row, end);
  const bySpan = new Map(roots.map(root => [root.trace, root]));
  const failed = known.filter(
    row => isWithin(row) && row.summary.status === 'failed' && !saysWhy(bySpan.get(row.id) as SpanRow),
  );
  const [causes, others] = await Promise.all([
    readFailedSpans(client, table, failed, options),
    readOddRows(client, table, odd.filter(isWithin), options),
  ]);
  const explained = known.map(row => {
    const below = causes.get(row.id);
    return (below && toRow([bySpan.get(row.id) as SpanRow], below)) ?? row;
  });
  const rows = [
    ...explained,
    ...others.filter(row => row.createdAt >= since && comesAfter(row, asked.place)),
  ];
  const found = rows.filter(isWithin).sort((a, b) => b.createdAt - a.createdAt || compareIds(b.id, a.id));
  return { rows: found, ...(end ? { next: end } : {}) };
}

function placeOf(row: TraceRow | undefined): Place | undefined {
  return row && { createdAt: row.createdAt, id: row.id };
}

/** How long before a time a trace may have begun of which several roots are found. */
const spreadMs = 600_000;

/** Traces with one root, by it. */
function rootsSql(table: TraceTable, { since, where, place, size }: Asked): Sql {
  const { spans, columns } = table;
  const after = place ? [isAfter(startTime.column, startTime.at, raw('TraceId'), place)] : [];
  return sql`SELECT ${columns(rowKeys)} FROM ${spans}
    WHERE ${allOf([isRoot, raw("TraceId != ''"), sinceSql(since), ...after, ...where])} AND TraceId NOT IN (${severalRoots(table, since)})
    ORDER BY ${startTime.ms} DESC, TraceId DESC LIMIT ${size}`;
}

/** Traces with several roots. */
export function severalRoots({ spans }: TraceTable, since: number): Sql {
  return sql`SELECT TraceId FROM ${spans} WHERE ${isRoot} AND ${sinceSql(since - spreadMs)} GROUP BY TraceId HAVING count() > 1`;
}

export function sinceSql(since: number): Sql {
  return sql`${startTime.column} >= ${startTime.at(since)}`;
}

function isAfter(column: Sql, at: (ms: number) => Sql, id: Sql, place: Place): Sql {
  const isBefore = sql`${column} < ${at(place.createdAt)}`;
  if (place.id === '') return isBefore;
  return sql`${column} < ${at(place.createdAt + 1)} AND (${isBefore} OR ${id} < ${place.id})`;
}

const oddSchema = v.object({
  id: v.string(),
  createdAt: number,
});

/** Traces with several roots, or with none: what they began in is not written yet, or is elsewhere. */
function oddSql({ spans }: TraceTable, { since, place, size }: Asked): Sql {
  const ms = startTime.ms;
  const first = sql`multiIf(countIf(${isRoot}) > 0, minIf(${ms}, ${isRoot}), countIf(${isEntry}) > 0, minIf(${ms}, ${isEntry}), min(${ms}))`;
  const after = place
    ? sql` AND ${isAfter(raw('createdAt'), at => sql`${at}`, raw('TraceId'), place)}`
    : raw('');
  return sql`SELECT TraceId AS id, ${first} AS createdAt FROM ${spans} WHERE TraceId != '' AND ${sinceSql(since - spreadMs)}
    GROUP BY TraceId HAVING countIf(${isRoot}) != 1 AND createdAt >= ${since}${after} ORDER BY createdAt DESC, TraceId DESC LIMIT ${size}`;
}

/** All traces that have several roots, or none. */
export async function* readOdd(
  client: ClickhouseClient,
  table: TraceTable,
  options: Signal,
): AsyncGenerator<readonly TraceRow[]> {
  let place: Place | undefined;
  do {
    const odd = await client.query(
      oddSchema,
      oddSql(table, { since: 0, where: [], place, size: laterRows }),
      options,
    );
    yield await readOddRows(client, table, odd, options);
    place = odd.length < laterRows ? undefined : odd.at(-1);
  } while (place !== undefined);
}

const spansOfOdd = 200;

async function readOddRows(
  client: ClickhouseClient,
  table: TraceTable,
  odd: readonly Place[],
  options: Signal,
) {
  const rows = await readSpans(client, table, { ids: odd.map(({ id }) => id), most: spansOfOdd }, options);
  const traces = [...Map.groupBy(rows, ({ trace }) => trace).values()];
  // One that has a root after all began before the time of this page.
  return traces.flatMap(spans =>
    spans.filter(isParentless).length === 1 ? [] : (toRow(rootsOf(spans)) ?? []),
  );
}

const mostCauses = 20;

async function readFailedSpans(
  client: ClickhouseClient,
  table: TraceTable,
  rows: readonly TraceRow[],
  options: Signal,
) {
  const since = Math.min(...rows.map(({ createdAt }) => createdAt));
  const where = [isError, sql`NOT ${isRoot}`, ...(rows.length > 0 ? [sinceSql(since)] : [])];
  const asked = { ids: rows.map(({ id }) => id), most: mostCauses, where };
  return Map.groupBy(await readSpans(client, table, asked, options), ({ trace }) => trace);
}

type AskedSpans = { readonly ids: readonly string[]; readonly most: number; readonly where?: readonly Sql[] };

async function readSpans(
  client: ClickhouseClient,
  { spans, columns }: TraceTable,
  { ids, most, where = [] }: AskedSpans,
  options: Signal,
): Promise<readonly SpanRow[]> {
  if (ids.length === 0) return [];
  const found = allOf([sql`TraceId IN (${textsOf(ids)})`, ...where]);
  return client.query(
    spanSchema,
    sql`SELECT ${columns(rowKeys)} FROM ${spans} WHERE ${found}
      ORDER BY TraceId, ${isRoot} DESC, ${isEntry} DESC, Timestamp LIMIT ${most} BY TraceId`,
    options,
  );
}

/** The row of a trace, or of the run that spans name by this id in one trace or in several. */
export async function findRow(
  { client, table: open }: Reader,
  id: string,
  options: Signal,
): Promise<TraceRow | undefined> {
  const table = await open(options);
  const spans = await readSpans(client, table, { ids: [id], most: spansOfOdd }, options);
  if (spans.length === 0) return undefined;
  const roots = rootsOf(spans);
  const row = toRow(roots);
  const [root] = roots;
  if (!row || !root || row.summary.status !== 'failed' || roots.some(saysWhy)) return row;
  const causes = await readFailedSpans(client, table, [row], options);
  return toRow(roots, causes.get(id)) ?? row;
}

const flavor: SqlFlavor = {
  isAmong: (value, texts) => (texts.length === 0 ? raw('false') : sql`${value} IN (${textsOf(texts)})`),
  greatest: raw('greatest'),
  lower: text => sql`lower(${text})`,
};

const namingKeys = attributeKeys(['workflow', 'agent', 'entity']);
const partKeys = attributeKeys(['runStatus', 'endStatus', 'phase']);
const failingKeys = attributeKeys(['finishReason', 'runStatus', 'stepStatus', 'endStatus']);

/** True of every root whose run has failed. */
export function mayFail({ hasOne }: TraceTable): Sql {
  return sql`(${isError} OR ${hasOne(failingKeys)})`;
}

/** What is true of the root of every trace that matches. */
export function conditionsFor(table: TraceTable, query: Query, now: number): readonly Sql[] {
  const named: RunTable = {
    flavor,
    lacks: lacks.fields,
    status: {
      hasStatus: wanted =>
        wanted.includes('failed') && wanted.length === 1 ? inexact(mayFail(table)) : undecided,
      hasRawStatus: () => undecided,
    },
    columns: {
      createdAt: startTime,
      startedAt: startTime,
      finishedAt: epochMs(raw('intDiv(toUnixTimestamp64Nano(Timestamp) + toInt64(Duration), 1000000)')),
      id: patterns =>
        patterns.some(({ isGlob }) => isGlob) ? containing([raw('TraceId')])(patterns) : hasId(patterns),
      project: containing([raw('ServiceName')]),
      name: patterns =>
        inexact(sql`(${containing([raw('SpanName')])(patterns).sql} OR ${table.hasOne(namingKeys)})`),
      errorSummary: mayFail(table),
    },
  };
  return query.clauses.flatMap(clause => {
    const { conditions } = compileFilter({ clauses: [clause] }, named, now);
    // What ended such a root need not have ended its run.
    return clause.type === 'number'
      ? conditions.map(one => sql`(${one} OR ${table.hasOne(partKeys)})`)
      : conditions;
  });
}

/** Ids are hexadecimal, and an index finds them as they are written. */
const hasId: TextSql = patterns =>
  inexact(
    flavor.isAmong(
      raw('TraceId'),
      patterns.flatMap(({ text }) => [text, text.toLowerCase()]),
    ),
  );

/** Texts that hold what a pattern asks for, or letters whose case ClickHouse folds otherwise. */
function containing(columns: readonly Sql[]): TextSql {
  return patterns => {
    const tests = patterns.flatMap(({ text, isGlob }) =>
      columns.map(column => {
        const pieces = (isGlob ? globPieces(text) : [text]).filter(piece => /^[ -~]+$/.test(piece));
        return sql`(${allOf(pieces.map(piece => sql`positionCaseInsensitive(${column}, ${piece}) > 0`))} OR match(${column}, '[^ -~]'))`;
      }),
    );
    return tests.length === 0 ? undecided : inexact(sql`(${joinSql(tests, ' OR ')})`);
  };
}

const countSchema = v.object({ n: number });
/** The traces of more spans are counted by their roots. */
const mostCounted = 2_000_000;

async function countTraces(
  client: ClickhouseClient,
  { spans }: TraceTable,
  where: readonly Sql[],
  options: Signal,
) {
  const count = async (what: Sql, conditions: readonly Sql[]) =>
    (
      await client.query(
        countSchema,
        sql`SELECT ${what} AS n FROM ${spans} WHERE ${allOf(conditions)}`,
        options,
      )
    )[0]?.n ?? 0;
  if ((await count(raw('count()'), [])) > mostCounted) return count(raw('count()'), [isRoot, ...where]);
  return count(raw('uniqExact(TraceId)'), [raw("TraceId != ''")]);
}
