import * as v from 'valibot';
import { mapYielding } from '../../async/yield-to-event-loop.ts';
import { comesAfter, compareNewest, type Place } from '../../contract/lists/run-order.ts';
import { createdBounds } from '../../model/query/compose-query.ts';
import { globPieces } from '../../model/query/pattern.ts';
import type { Clause, Query } from '../../model/query/query.ts';
import { isActive } from '../../model/status.ts';
import { compileFilter, type RunTable } from '../../query-sql/compile-filter.ts';
import { inexact, undecided } from '../../query-sql/condition.ts';
import { epochMs } from '../../query-sql/filter-dialect.ts';
import { allOf, joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { TextSql } from '../../query-sql/text-sql.ts';
import { createCachedRead } from '../kit/cached-read.ts';
import type { EngineRuns } from '../kit/run-search.ts';
import type { Signal } from '../kit/run-source.ts';
import { isAfter } from '../kit/sql-runs.ts';
import { attributeKeys } from '../otlp/messages/attribute-names.ts';
import { type ClickhouseClient, mostRows, type Reading } from './clickhouse-client.ts';
import { mayFail, type OddTraces, oddSchema, oddSql, severalRoots, sinceSql } from './odd-traces.ts';
import {
  lacksWhy,
  number,
  rootsOf,
  rowKeys,
  type SpanRow,
  spanSchema,
  startMs,
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

/** Epoch ms, latest first; 0 is the last. */
export function lowerBounds(now: number): readonly number[] {
  return [...bounds.map(({ ms }) => now - ms), 0];
}

export function nameOfBound(at: number, now: number): string | undefined {
  return bounds.find(({ ms }) => at >= now - ms)?.name;
}

export type Reader = {
  readonly client: ClickhouseClient;
  readonly table: (options: Signal) => Promise<TraceTable>;
  readonly odd: (since: number, options: Reading) => Promise<OddTraces>;
};

export const lacks = {
  fields: ['model', 'service', 'cost', 'messages', 'steps', 'retryOf', 'key'],
  reason: 'the list of traces in ClickHouse knows no',
} as const;

export function traceRuns(reader: Reader): EngineRuns<TraceRow> {
  const { client, table: open } = reader;
  const total = createCachedRead(async () => countTraces(client, await open({})));
  return {
    async search(query, { now, signal }) {
      const table = await open({ signal });
      const asked = toAsked(table, query, now);
      const { from } = createdBounds(query, now);
      return {
        rest: query,
        async *read({ after, wanted = 100, signal }) {
          let [place, size] = [after, wanted];
          for (const bound of lowerBounds(now)) {
            const since = Math.max(bound, from);
            while (!place || place.createdAt >= since) {
              const page = await readPage(reader, { ...asked, since, place, size }, { signal });
              yield page.rows;
              const isOver = !page.next || page.next.createdAt < since;
              place = isOver ? { createdAt: since, id: '' } : page.next;
              if (isOver) break;
              size = laterRows;
            }
            if (since > bound) return;
          }
        },
        total,
      };
    },
  };
}

/** `where` holds for the root; `isFailed`: one span of the trace must tell of a failure. */
type Conditions = { readonly where: readonly Sql[]; readonly isFailed: boolean };

type Asked = Conditions & {
  readonly since: number;
  readonly place: Place | undefined;
  readonly size: number;
};

type TracePage = { readonly rows: readonly TraceRow[]; readonly next?: Place };

export async function readPage(
  { client, table: open, odd: findOdd }: Reader,
  asked: Asked,
  options: Signal,
): Promise<TracePage> {
  const table = await open(options);
  const { since, size, place } = asked;
  const read = (several?: Sql) => client.query(spanSchema, rootsSql(table, asked, several), options);
  const [found, kept] = await Promise.all([read(), findOdd(since, options)]);
  const after = kept.traces
    .filter(one => one.createdAt >= since && comesAfter(one, place) && (one.isFailed || !asked.isFailed))
    .slice(0, size);
  // If not all odd traces are known, ClickHouse leaves them out.
  const [roots, odd] = kept.isWhole
    ? [found, after]
    : await Promise.all([
        read(severalRoots(table, since)),
        after.length < size ? client.query(oddSchema, oddSql(table, asked), options) : after,
      ]);
  const ids = new Set([...kept.traces, ...odd].map(({ id }) => id));
  const spans = new Map(roots.map(root => [root.trace, root]));
  const known = (await mapYielding([...spans.values()], root => toRow([root]) ?? []))
    .flat()
    .sort(compareNewest);
  // Some roots make no row, such as one without an id.
  const last = roots.length < size ? undefined : roots.at(-1);
  const ends = [
    last && { createdAt: startMs(last), id: last.trace },
    odd.length < size ? undefined : odd.at(-1),
  ];
  const end = ends.flatMap(one => one ?? []).sort((a, b) => (comesAfter(a, b) ? 1 : -1))[0];
  const isWithin = (row: Place) => end === undefined || !comesAfter(row, end);
  const usual = known.filter(row => isWithin(row) && !ids.has(row.id));
  const rootOf = (row: TraceRow) => [spans.get(row.id)].flatMap(root => root ?? []);
  const rooted = usual.map(row => ({ row, roots: rootOf(row) }));
  const at = { client, table, ...options };
  const [below, others] = await Promise.all([readBelow(at, rooted), readOddRows(at, odd.filter(isWithin))]);
  const explained = rooted.map(({ row, roots }) => {
    const causes = below.get(row.id);
    return (causes && toRow(roots, causes)) ?? row;
  });
  const fit = others.filter(row => row.createdAt >= since && comesAfter(row, place) && isWithin(row));
  const rows = [...explained, ...fit].sort(compareNewest);
  return { rows, ...(end ? { next: { createdAt: end.createdAt, id: end.id } } : {}) };
}

/** The inner query selects roots, so that texts and attributes are read for these alone. */
function rootsSql({ spans, columns }: TraceTable, { since, where, place, size }: Asked, several?: Sql): Sql {
  const after = place ? [isAfter(startTime, raw('TraceId'), place)] : [];
  const usual = several ? [sql`TraceId NOT IN (${several})`] : [];
  const found = allOf([isRoot, raw("TraceId != ''"), sinceSql(since), ...after, ...where, ...usual]);
  const order = raw('toUnixTimestamp64Milli(Timestamp) DESC, TraceId DESC');
  return sql`SELECT ${columns(rowKeys)} FROM (SELECT * FROM ${spans} WHERE ${found} ORDER BY ${order} LIMIT ${size})`;
}

export async function* readAll(reader: Reader, asked: Omit<Asked, 'place' | 'size'>, options: Signal) {
  for (let [place, isMore]: [Place | undefined, boolean] = [undefined, true]; isMore; ) {
    const page: TracePage = await readPage(reader, { ...asked, place, size: laterRows }, options);
    yield page.rows;
    [place, isMore] = [page.next, page.next !== undefined];
  }
}

type Opened = Signal & { readonly client: ClickhouseClient; readonly table: TraceTable };

const spansOfOdd = 200;

async function readOddRows(at: Opened, odd: readonly Place[]) {
  const spans = await readSpans(at, { ids: odd.map(({ id }) => id), most: spansOfOdd });
  // A trace that has one root after all began before the time of this page.
  const traces = [...Map.groupBy(spans, ({ trace }) => trace).values()].filter(
    own => own.filter(({ parent }) => parent === '').length !== 1,
  );
  return (await mapYielding(traces, own => toRow(rootsOf(own)) ?? [])).flat();
}

const mostCauses = 20;

type Rooted = { readonly row: TraceRow; readonly roots: readonly SpanRow[] };

/** For roots that do not say why they failed, their failed spans; for suspended runs, all spans. */
async function readBelow(at: Opened, rows: readonly Rooted[]) {
  const silent = rows.filter(({ row, roots }) => lacksWhy(row, roots)).map(({ row }) => row);
  const open = rows.filter(({ row }) => isActive(row.summary)).map(({ row }) => row.id);
  const since = Math.min(...silent.map(({ createdAt }) => createdAt));
  const where = [isError, ...(silent.length > 0 ? [sinceSql(since)] : [])];
  const found = await Promise.all([
    readSpans(at, { ids: silent.map(({ id }) => id), most: mostCauses, where }),
    readSpans(at, { ids: open, most: spansOfOdd }),
  ]);
  return Map.groupBy(
    found.flat().filter(({ parent }) => parent !== ''),
    ({ trace }) => trace,
  );
}

type AskedSpans = { readonly ids: readonly string[]; readonly most: number; readonly where?: readonly Sql[] };

async function readSpans(at: Opened, { ids, most, where = [] }: AskedSpans): Promise<readonly SpanRow[]> {
  if (ids.length === 0) return [];
  const { client, signal, table } = at;
  const atOnce = Math.floor(mostRows / most);
  const found = allOf([sql`TraceId IN (${textsOf(ids.slice(0, atOnce))})`, ...where]);
  const order = sql`TraceId, ${isRoot} DESC, ${isEntry} DESC, Timestamp`;
  const statement = sql`SELECT ${table.columns(rowKeys)} FROM ${table.spans} WHERE ${found} ORDER BY ${order} LIMIT ${most} BY TraceId`;
  const spans = await client.query(spanSchema, statement, { signal });
  return [...spans, ...(await readSpans(at, { ids: ids.slice(atOnce), most, where }))];
}

export async function findRow({ client, table }: Reader, id: string, { signal }: Signal) {
  const at = { client, table: await table({ signal }), signal };
  const spans = await readSpans(at, { ids: [id], most: spansOfOdd });
  const roots = rootsOf(spans);
  const row = toRow(roots);
  const below = row && (await readBelow(at, [{ row, roots }])).get(id);
  return roots.length < spans.length && below ? toRow(roots, below) : row;
}

const namingKeys = attributeKeys(['workflow', 'agent', 'entity']);
/** The end of a root with one of these need not be the end of its run. */
export const partKeys = attributeKeys([
  'runStatus',
  'endStatus',
  'phase',
  'openSteps',
  'openHooks',
  'openWaits',
]);
/** Rounds as the summary of a run does. */
const roundedMs = raw('if(Duration < 1000000, 0, intDiv(toInt64(Duration) + 500000, 1000000))');

export function toAsked(table: TraceTable, query: Query, now: number): Conditions {
  const runs: RunTable = {
    flavor: {
      isAmong: (value, texts) => sql`${value} IN (${textsOf(texts)})`,
      greatest: raw('greatest'),
      lower: text => sql`lower(${text})`,
    },
    lacks: lacks.fields,
    status: {
      hasStatus: ([first, ...others]) =>
        first === 'failed' && others.length === 0 ? inexact(mayFail(table)) : undecided,
      hasRawStatus: () => undecided,
    },
    columns: {
      createdAt: startTime,
      startedAt: startTime,
      finishedAt: epochMs(sql`${startTime.ms} + ${roundedMs}`),
      id: holding(raw('TraceId')),
      project: holding(raw('ServiceName')),
      name: patterns =>
        inexact(sql`(${holding(raw('SpanName'))(patterns).sql} OR ${table.hasOne(namingKeys)})`),
      errorSummary: mayFail(table),
    },
  };
  const compiled = query.clauses.flatMap(clause => {
    const { conditions } = compileFilter({ clauses: [clause] }, runs, now);
    return clause.type === 'number'
      ? conditions.map(one => sql`(${one} OR ${table.hasOne(partKeys)})`)
      : conditions;
  });
  return { where: compiled, isFailed: query.clauses.some(asksForFailed) };
}

function asksForFailed(clause: Clause): boolean {
  return (
    clause.type === 'status' &&
    !clause.negated &&
    clause.values.every(({ status, raw }) => status === 'failed' && raw === undefined)
  );
}

/** Also finds texts with letters beyond ASCII, whose case ClickHouse folds differently. */
function holding(column: Sql): TextSql {
  return patterns => {
    const isId = column.sql === 'TraceId' && patterns.every(({ isGlob }) => !isGlob);
    if (isId)
      return inexact(
        sql`TraceId IN (${textsOf(patterns.flatMap(({ text }) => [text, text.toLowerCase()]))})`,
      );
    const tests = patterns.map(({ text, isGlob }) => {
      const pieces = (isGlob ? globPieces(text) : [text]).filter(piece => /^[ -~]+$/.test(piece));
      return allOf(pieces.map(piece => sql`positionCaseInsensitive(${column}, ${piece}) > 0`));
    });
    return inexact(sql`((${joinSql(tests, ') OR (')}) OR match(${column}, '[^ -~]'))`);
  };
}

const countSchema = v.object({ n: number });
/** If there are more spans, traces are counted by the exporter's table of times, if there is one. */
const mostCounted = 2_000_000;

async function countTraces(client: ClickhouseClient, { spans, times }: TraceTable) {
  const count = async (what: string, from: Sql) =>
    (await client.query(countSchema, sql`SELECT ${raw(what)} AS n FROM ${from}`))[0]?.n ?? 0;
  if ((await count('count()', spans)) <= mostCounted)
    return count('uniqExact(TraceId)', sql`${spans} WHERE TraceId != ''`);
  return times ? count('count()', times) : count('count()', sql`${spans} WHERE ${isRoot}`);
}
