import * as v from 'valibot';
import { mapYielding } from '../../async/yield-to-event-loop.ts';
import { isNewestFirst, parseCursor } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import type { RunInclude, RunStore } from '../../contract/run-store.ts';
import type { StoreCheck } from '../../contract/target-info.ts';
import { memo } from '../../model/memo.ts';
import type { Query } from '../../model/query/query.ts';
import { searchedLogs } from '../../model/query/search-words.ts';
import { raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { Paging } from '../kit/answer-request.ts';
import { createCachedRead } from '../kit/cached-read.ts';
import { defineStore } from '../kit/define-store.ts';
import type { DatabaseStoreOptions } from '../kit/define-tables.ts';
import type { PayloadOptions, Signal } from '../kit/run-source.ts';
import { readOtlpDetails, readOtlpSteps, readSearchedPayloads } from '../otlp/read/read-otlp-run.ts';
import { readNewestMessages, readOtlpTrace } from '../otlp/read/read-otlp-trace.ts';
import { summarize } from '../otlp/runs/run-index.ts';
import { type ClickhouseOptions, createClickhouseClient } from './clickhouse-client.ts';
import { createOddTraces, readVersion } from './odd-traces.ts';
import { findRow, lacks, nameOfBound, type Reader, traceRuns } from './search-traces.ts';
import { isOfGroups, readFailures, readGroups } from './trace-groups.ts';
import { indexSpans, logSchema, number, rootsOf, runWith, spanSchema, type TraceRow } from './trace-row.ts';
import { findTraceTable, type TraceTable, textsOf } from './trace-table.ts';

type ClickhouseStoreOptions = ClickhouseOptions & Pick<DatabaseStoreOptions, 'target' | 'budget' | 'pollMs'>;

export async function openClickhouseStore({
  target,
  budget,
  pollMs = 2_000,
  ...options
}: ClickhouseStoreOptions): Promise<RunStore> {
  const client = createClickhouseClient(options);
  const wanted = decodeURIComponent(new URL(options.place).hash.slice(1));
  const table = createCachedRead(() => findTraceTable(client, wanted), { leastMs: tableMs });
  const reader: Reader = { client, table, odd: createOddTraces(client, table) };
  return defineStore<TraceRow>(
    target,
    {
      lacks,
      runs: traceRuns(reader),
      summary: ({ summary }) => summary,
      find: (id, asked) => findRow(reader, id, asked),
      ...createTraceReader(reader),
      groups: asked => readGroups(reader, asked),
      failures: (query, asked) => (isOfGroups(query) ? readFailures(reader, query, asked) : undefined),
      version: async asked => readVersion(client, await table(asked), asked),
      pollMs,
      check: asked => checkTables(reader, asked),
      close: client.close,
    },
    budget,
  );
}

function boundNotes({ nextCursor }: RunPage, { now, sort }: ListOptions): readonly string[] {
  if (nextCursor === undefined || !isNewestFirst(sort)) return [];
  const bound = nameOfBound(parseCursor(nextCursor).createdAt, now);
  return bound === undefined ? [] : [`from ${bound}: older traces follow page by page`];
}

const checkSchema = v.object({ version: v.string(), at: number });

async function checkTables({ client, table }: Reader, options: Signal): Promise<StoreCheck> {
  const { shown } = await table(options);
  const asked = Date.now();
  const statement = sql`SELECT version() AS version, toUnixTimestamp64Milli(now64(3)) AS at`;
  const [{ version, at } = { version: 'of an unknown version', at: asked }] = await client.query(
    checkSchema,
    statement,
    options,
  );
  const clockSkewMs = Math.round(at - (asked + Date.now()) / 2);
  return {
    versions: [`ClickHouse ${version}`],
    tables: shown,
    rights: { read: true, act: false },
    clockSkewMs,
  };
}

const tableMs = 60_000;

const mostSpans = 20_000;
const [tracesAtOnce, mostSearchedSpans] = [50, 2_000];

type Bounds = { readonly most: number } & Signal;
type Reading = Bounds & { readonly withLogs: boolean };

function createTraceReader({ client, table: open }: Reader) {
  let isSearchCut = false;

  async function readLogs({ logs, logColumns }: TraceTable, ids: Sql, { most, signal }: Bounds) {
    if (!logs || !logColumns) return [];
    const statement = sql`SELECT ${logColumns} FROM ${logs} WHERE TraceId IN (${ids}) ORDER BY Timestamp LIMIT ${most} BY TraceId`;
    return client.query(logSchema, statement, { signal });
  }

  async function readRuns(rows: readonly TraceRow[], { most, withLogs, signal }: Reading) {
    const table = await open({ signal });
    const ids = textsOf(rows.map(({ id }) => id));
    const ended = raw('toUnixTimestamp64Nano(Timestamp) + Duration');
    const statement = sql`SELECT ${table.wholeColumns} FROM ${table.spans} WHERE TraceId IN (${ids}) ORDER BY TraceId, ${ended}, Timestamp LIMIT ${most} BY TraceId`;
    const [spans, logs] = await Promise.all([
      client.query(spanSchema, statement, { signal }),
      withLogs ? readLogs(table, ids, { most, signal }) : [],
    ]);
    const spansOf = Map.groupBy(spans, ({ trace }) => trace);
    const logsOf = Map.groupBy(logs, ({ trace }) => trace);
    return mapYielding(rows, ({ id }) => {
      const [own, ownLogs] = [spansOf.get(id) ?? [], logsOf.get(id) ?? []];
      const { index, load } = indexSpans(own, ownLogs);
      const [root] = rootsOf(own);
      const run = root && runWith(index.runs(), root.span);
      return (
        run && { run: summarize(run), files: { load }, isCut: Math.max(own.length, ownLogs.length) >= most }
      );
    });
  }

  /** Each row's trace is read once, for its details, its work and its trace. */
  const whole = memo(
    async (row: TraceRow, options: Signal) =>
      (await readRuns([row], { most: mostSpans, withLogs: true, ...options }))[0],
  );

  return {
    async details(row: TraceRow, { include, signal }: { readonly include: RunInclude } & Signal) {
      const found = await whole(row, { signal });
      if (!found) return {};
      const details = readOtlpDetails(found.run, found.files, include);
      const cut = { note: `only the first ${mostSpans} spans and logs were read` };
      return found.isCut ? { ...details, raw: { ...details.raw, ...cut } } : details;
    },
    async work(row: TraceRow, { signal }: Signal) {
      const found = await whole(row, { signal });
      return { steps: found ? readOtlpSteps(found.run, found.files) : [] };
    },
    async trace(row: TraceRow, { signal, ...paging }: Paging & Signal) {
      const found = await whole(row, { signal });
      return found
        ? readOtlpTrace(found.run, found.files, paging)
        : { spans: [], logs: [], spanTotal: 0, logTotal: 0 };
    },
    async payloads(rows: readonly TraceRow[], { withLogs = false, signal }: PayloadOptions) {
      const found = await readRuns(rows.slice(0, tracesAtOnce), {
        most: mostSearchedSpans,
        withLogs,
        signal,
      });
      isSearchCut ||= found.some(one => one?.isCut);
      return found.map(one => {
        if (!one) return {};
        const logs = withLogs ? { logs: searchedLogs(readNewestMessages(one.run, one.files)) } : {};
        return { ...readSearchedPayloads(one.run, one.files), ...logs };
      });
    },
    notes(query: Query, page: RunPage, options: ListOptions): readonly string[] {
      const cut = `only the first ${mostSearchedSpans} spans and logs of some traces were searched`;
      return [...boundNotes(page, options), ...(isSearchCut && query.clauses.length > 0 ? [cut] : [])];
    },
  };
}
