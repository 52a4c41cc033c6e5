import * as v from 'valibot';
import { mapYielding } from '../../async/yield-to-event-loop.ts';
import { isNewestFirst, parseCursor } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import type { RunInclude, RunStore } from '../../contract/run-store.ts';
import type { StoreCheck, TargetInfo } from '../../contract/target-info.ts';
import { searchedLogs } from '../../model/query/search-words.ts';
import { sql } from '../../query-sql/sql-template.ts';
import { defineStore, type RunDetails } from '../kit/define-store.ts';
import { createRested } from '../kit/rested.ts';
import type { PayloadOptions, ScanBudget, Signal } from '../kit/run-source.ts';
import type { RecordedWork } from '../kit/work-items.ts';
import { readOtlpRun, readSearchedPayloads } from '../otlp/read/read-otlp-run.ts';
import { readNewestMessages, readOtlpTrace } from '../otlp/read/read-otlp-trace.ts';
import { summarize } from '../otlp/runs/run-index.ts';
import { type ClickhouseOptions, createClickhouseClient } from './clickhouse-client.ts';
import { findRow, lacks, nameOfBound, type Reader, traceRuns } from './search-traces.ts';
import { isOfGroups, readFailures, readGroups } from './trace-groups.ts';
import { indexSpans, logSchema, number, rootsOf, runWith, spanSchema, type TraceRow } from './trace-row.ts';
import { findTraceTable, type TraceTable, textsOf } from './trace-table.ts';

export type ClickhouseStoreOptions = ClickhouseOptions & {
  readonly target: TargetInfo;
  readonly isForeign?: boolean;
  readonly budget?: ScanBudget;
  readonly pollMs?: number;
};

/** Sends no request yet. */
export async function openClickhouseStore({
  target,
  budget,
  pollMs = 2_000,
  ...options
}: ClickhouseStoreOptions): Promise<RunStore> {
  const client = createClickhouseClient(options);
  const wanted = decodeURIComponent(new URL(options.place).hash.slice(1));
  const table = createRested(() => findTraceTable(client, wanted), { leastMs: tableMs });
  const reader: Reader = { client, table };
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
      notes: (_, page, asked) => boundNotes(page, asked),
      async version(asked) {
        const { spans } = await table(asked);
        const [row] = await client.query(
          versionSchema,
          sql`SELECT toString(count()) AS version FROM ${spans}`,
          asked,
        );
        return row?.version ?? '';
      },
      pollMs,
      check: asked => checkTables(reader, asked),
      close: client.close,
    },
    budget,
  );
}

/** How far back the pages before another one have read. */
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

/** How long the columns of the tables are taken to be the same. */
const tableMs = 60_000;

const versionSchema = v.object({ version: v.string() });

const [mostSpans, mostLogs] = [20_000, 20_000];
/** How many traces are read at once for what a filter looks for inside of them. */
const tracesAtOnce = 50;
const mostSearchedSpans = 2_000;

/** Reads all of single traces. */
function createTraceReader({ client, table: open }: Reader) {
  async function readLogs({ logs, logColumns }: TraceTable, ids: readonly string[], options: Signal) {
    if (!logs) return [];
    const statement = sql`SELECT ${logColumns} FROM ${logs} WHERE TraceId IN (${textsOf(ids)}) ORDER BY Timestamp LIMIT ${mostLogs} BY TraceId`;
    return client.query(logSchema, statement, options);
  }

  async function readAll(ids: readonly string[], most: number, withLogs: boolean, options: Signal) {
    const table = await open(options);
    const statement = sql`SELECT ${table.wholeColumns} FROM ${table.spans} WHERE TraceId IN (${textsOf(ids)})
      ORDER BY TraceId, toUnixTimestamp64Nano(Timestamp) + Duration, Timestamp LIMIT ${most} BY TraceId`;
    return Promise.all([
      client.query(spanSchema, statement, options),
      withLogs ? readLogs(table, ids, options) : [],
    ]);
  }

  const loaded = new WeakMap<TraceRow, ReturnType<typeof load>>();

  async function load({ id }: TraceRow, options: Signal) {
    const [spans, logs] = await readAll([id], mostSpans, true, options);
    const { index, load } = indexSpans(spans, logs);
    const [root] = rootsOf(spans);
    const run = root && runWith(index.runs(), root.span);
    return run && { run: summarize(run), files: { load }, isCut: spans.length >= mostSpans };
  }

  /** Asked for its details and its work at once. */
  function whole(row: TraceRow, options: Signal) {
    const reading = loaded.get(row) ?? load(row, options);
    loaded.set(row, reading);
    return reading;
  }

  return {
    async details(
      row: TraceRow,
      { include, signal }: { readonly include: RunInclude } & Signal,
    ): Promise<RunDetails> {
      const found = await whole(row, { signal });
      if (!found) return {};
      const { messages } = include;
      const { input, output, error, usage, raw, ...run } = readOtlpRun(found.run, found.files, { messages });
      const cut = found.isCut ? { note: `only the first ${mostSpans} spans were read` } : {};
      return {
        input,
        output,
        error,
        usage,
        raw: { ...raw, ...cut },
        ...(messages ? { messages: run.messages } : {}),
      };
    },
    async work(row: TraceRow, { signal }: Signal): Promise<RecordedWork> {
      const found = await whole(row, { signal });
      if (!found) return { steps: [], trace: { spans: [], logs: [] } };
      const { steps = [] } = readOtlpRun(found.run, found.files, { steps: true });
      const { spans, logs } = readOtlpTrace(found.run, found.files, { limit: Number.POSITIVE_INFINITY });
      return { steps, trace: { spans, logs } };
    },
    async payloads(rows: readonly TraceRow[], { withLogs = false, signal }: PayloadOptions) {
      const wanted = rows.slice(0, tracesAtOnce);
      const ids = wanted.map(({ id }) => id);
      const [spans, logs] = await readAll(ids, mostSearchedSpans, withLogs, { signal });
      const spansOf = Map.groupBy(spans, ({ trace }) => trace);
      const logsOf = Map.groupBy(logs, ({ trace }) => trace);
      return mapYielding(wanted, ({ id }) => {
        const own = spansOf.get(id) ?? [];
        const { index, load } = indexSpans(own, logsOf.get(id));
        const [root] = rootsOf(own);
        const run = root && runWith(index.runs(), root.span);
        if (!run) return {};
        const messages = withLogs ? { logs: searchedLogs(readNewestMessages(summarize(run), { load })) } : {};
        return { ...readSearchedPayloads(summarize(run), { load }), ...messages };
      });
    },
  };
}
