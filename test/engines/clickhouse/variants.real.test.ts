import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { createClickhouseClient } from '../../../src/engines/clickhouse/clickhouse-client.ts';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { RunSummary, Step } from '../../../src/model/run.ts';
import { sql } from '../../../src/query-sql/sql-template.ts';
import { meant } from '../../contract/agreement.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { arbitraryQuery } from '../../model/query/arbitrary-query.ts';
import { testNow, texts } from '../../model/query/vocabulary.ts';
import { trials } from '../../trials.ts';
import { exporterRows } from './exporter-rows.ts';
import { spanRow, traceId, traceRows } from './span-rows.ts';
import { type Clickhouse, hasClickhouse, startClickhouse } from './start-clickhouse.ts';

const recorded = join(import.meta.dirname, '../otlp/recorded');
const now = Date.now();

describe.skipIf(!hasClickhouse)('traces in ClickHouse', () => {
  let server: Clickhouse;
  beforeAll(async () => {
    server = await startClickhouse({ login: 'ada:s3cret' });
  });
  afterAll(() => server?.stop());

  async function open(table: string): Promise<RunStore> {
    const store = await server.open({
      place: `${server.place.replace('//', '//ada@')}/otel#${table}`,
      password: 's3cret',
    });
    onTestFinished(store.close);
    return store;
  }

  it.each(['ai-sdk-6.jsonl', 'openinference.jsonl', 'openai-events.jsonl', 'mastra.jsonl'])(
    'show of %s the runs that the file of the same spans shows',
    async name => {
      const { spans, logs } = exporterRows(readFileSync(join(recorded, name), 'utf8'));
      await server.run('TRUNCATE TABLE otel.otel_traces');
      await server.insert('otel.otel_traces', spans);
      if (logs.length > 0) await server.insert('otel.otel_logs', logs);
      const store = await open('otel_traces');
      const file = await openOtlpStore({ place: join(recorded, name), target: store.target });
      onTestFinished(file.close);
      const rows = await listAll(store, emptyQuery, { now });
      for (const run of await listAll(file, emptyQuery, { now })) {
        const whole = await file.getRun(run.id, { include: { steps: true, messages: true } });
        const traces = whole?.raw?.traceIds;
        if (!Array.isArray(traces) || traces.length > 1) continue;
        const row = rows.find(({ id }) => id === traces[0]);
        expect(toTold(row)).toEqual(toTold(run));
        const opened = await store.getRun(row?.id ?? '', { include: { steps: true, messages: true } });
        expect(byId(opened?.steps)).toEqual(byId(whole?.steps));
        expect(opened?.usage).toEqual(whole?.usage);
        expect(opened?.messages?.map(({ role }) => role)).toEqual(whole?.messages?.map(({ role }) => role));
      }
    },
  );

  it('are read of the schema with JSON columns, and as exporters before August 2024 wrote them', async () => {
    await server.run(
      `CREATE TABLE otel.json_traces (Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String,
        SpanName String, SpanKind String, ServiceName String, ResourceAttributes JSON, SpanAttributes JSON, Duration UInt64,
        StatusCode String, StatusMessage String, Events Nested (Timestamp DateTime64(9), Name String, Attributes JSON))
      ENGINE = MergeTree ORDER BY Timestamp`,
    );
    const root = {
      trace: traceId(1),
      at: now - 5_000,
      attributes: { 'workflow.name': 'send', 'enduser.id': 'ada' },
    };
    const why = { type: 'TypeError', message: 'no card' };
    const { 'Events.Attributes': attributes, ...row } = spanRow({
      ...root,
      kind: 'SPAN_KIND_SERVER',
      code: 'STATUS_CODE_ERROR',
      exception: why,
    });
    await server.insert('otel.json_traces', [{ ...row, 'Events.Attributes': attributes }]);
    const store = await open('json_traces');
    const [run] = await listAll(store, emptyQuery, { now });
    expect(run).toMatchObject({ name: 'send', actor: 'ada', status: 'failed', trigger: { type: 'api' } });
    expect(run?.errorSummary).toMatchObject({ name: 'TypeError', message: 'no card' });
    expect((await store.getRun(root.trace))?.error?.stack).toContain('at charge');
    expect(await store.workflows()).toMatchObject([{ name: 'send', failed: 1 }]);
  });

  it('are filtered as the matcher does', async () => {
    await server.run('TRUNCATE TABLE otel.otel_traces');
    const any = fc.constantFrom(...texts);
    const trace = fc.record({
      name: any,
      service: any,
      kind: fc.constantFrom('Server', 'Internal'),
      message: any,
      actor: any,
      isFailed: fc.boolean(),
      hours: fc.integer({ min: 0, max: 400 }),
      ms: fc.integer({ min: 0, max: 90_000 }),
    });
    const sampled = fc.sample(trace, 60);
    const traces = sampled.map((given, n) => {
      const attributes = {
        'enduser.id': given.actor,
        ...(n % 3 === 0 ? { 'workflow.name': given.message } : {}),
      };
      const at = testNow - given.hours * 3_600_000 - n;
      const failed = given.isFailed ? { code: 'Error', message: given.message } : {};
      return spanRow({ trace: traceId(n), at, attributes, ...given, message: '', ...failed });
    });
    await server.insert('otel.otel_traces', traces);
    const store = await open('otel_traces');
    const rows = await listAll(store, emptyQuery, { now: testNow });
    expect(rows).toHaveLength(traces.length);
    const errors = new Map(
      sampled.map(({ isFailed, message }, n) => [traceId(n), isFailed ? { message } : undefined]),
    );
    const runs = rows.map(summary => ({ summary, payloads: { error: errors.get(summary.id) } }));
    for (const query of fc.sample(arbitraryQuery, trials(150, 15))) {
      const found = await listAll(store, query, { limit: 7, now: testNow });
      expect(idsOf(found), JSON.stringify(query)).toEqual(idsOf(meant(runs, query)));
    }
  });

  it('are listed once each while spans of newer and of older ones come in late', async () => {
    await server.run('TRUNCATE TABLE otel.otel_traces');
    const at = (n: number) => now - n * 20_000;
    const root = (n: number) => spanRow({ trace: traceId(n), at: at(n), name: n % 3 ? 'import' : 'export' });
    const child = (n: number, given = {}) =>
      spanRow({ trace: traceId(n), parent: 'c'.repeat(16), at: at(n) + 5, ...given });
    const begun = Array.from({ length: 60 }, (_, n) => n);
    const without = (n: number) => n % 10 === 4;
    await server.insert(
      'otel.otel_traces',
      begun.map(n => (without(n) ? child(n) : root(n))),
    );
    const store = await open('otel_traces');
    const ids: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page === 0 || cursor !== undefined; page += 1) {
      const { runs, nextCursor } = await store.listRuns(emptyQuery, {
        sort: newestFirst,
        limit: 7,
        cursor,
        now,
      });
      ids.push(...runs.map(({ id }) => id));
      cursor = nextCursor;
      // The root of one without, a second root and a child of older ones, and a newer trace.
      const late = [root(page * 10 + 4), root(60 - page), child(59 - page), root(-1 - page)];
      await server.insert('otel.otel_traces', late);
    }
    expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([]);
    expect(begun.filter(n => !ids.includes(traceId(n)))).toEqual([]);
    const again = await listAll(store, emptyQuery, { now: now + 3_600_000 });
    expect(new Set(idsOf(again)).size).toBe(again.length);
    const counted = await store.counts();
    expect(counted?.total ?? again.length).toBe(again.length);
  });

  it('are listed once each where more have several roots or none than are kept', async () => {
    await server.run('TRUNCATE TABLE otel.otel_traces');
    const spans = Array.from({ length: 1_300 }, (_, n) => {
      const trace = traceId(0x1000 + n);
      const begun = { trace, at: now - n * 1_000 };
      if (n % 9 === 0) return [spanRow(begun)];
      return n % 9 === 1
        ? [spanRow(begun), spanRow({ trace, at: begun.at + 90_000 })]
        : [spanRow({ ...begun, parent: 'c'.repeat(16) })];
    });
    await server.insert('otel.otel_traces', spans.flat());
    const rows = await listAll(await open('otel_traces'), emptyQuery, { limit: 200, now });
    expect(idsOf(rows)).toEqual(spans.map((_, n) => traceId(0x1000 + n)));
  });

  it('are listed whole behind roots without an id, where hundreds have many failed spans, and until any time', async () => {
    await server.run('TRUNCATE TABLE otel.otel_traces');
    const broken = [0, 1, 2].map(n => ({ ...spanRow({ trace: traceId(n), at: now - n }), SpanId: '' }));
    const listed = Array.from({ length: 600 }, (_, n) => n).flatMap(n => {
      const told = { trace: traceId(0x100 + n), at: now - 1_000 - n };
      const below = spanRow({ ...told, parent: 'c'.repeat(16) });
      return Array.from({ length: 180 }, (_, m) => ({ ...below, SpanId: m.toString(16).padStart(16, '1') }));
    });
    await server.insert('otel.otel_traces', broken);
    for (let from = 0; from < listed.length; from += 20_000)
      await server.insert('otel.otel_traces', listed.slice(from, from + 20_000));
    const store = await open('otel_traces');
    for (const [query, limit] of [
      ['', 1],
      ['until:3000-01-01', 600],
    ] as const) {
      const options = { sort: newestFirst, limit, now };
      const { runs } = await store.listRuns(parseQuery(query), options);
      expect(idsOf(runs).slice(0, 1)).toEqual([traceId(0x100)]);
      expect(runs).toHaveLength(limit);
    }
  });

  it('are counted as they are listed, with several roots, none, and no message', async () => {
    await server.run('TRUNCATE TABLE otel.otel_traces');
    const store = await open('otel_traces');
    const groups = async () => {
      const counts = new Map<string, number>();
      let cursor: string | undefined;
      do {
        const options = { now, bucketMs: 60_000, cursor };
        const part = await store.failures?.(parseQuery('status:failed'), options);
        for (const { name, count, times } of part?.tallies ?? []) {
          counts.set(name, (counts.get(name) ?? 0) + count);
          expect(times.reduce((sum, [, n]) => sum + n, 0)).toBe(count);
        }
        cursor = part?.nextCursor;
      } while (cursor !== undefined);
      return Object.fromEntries(counts);
    };
    const listed = async () => {
      const runs = await listAll(store, parseQuery('status:failed'), { now });
      const counts = new Map<string, number>();
      for (const { name } of runs) counts.set(name, (counts.get(name) ?? 0) + 1);
      return Object.fromEntries(counts);
    };
    await server.insert('otel.otel_traces', traceRows(now).slice(0, -5));
    const usual = await groups();
    expect(usual).toEqual(await listed());
    await server.insert('otel.otel_traces', traceRows(now).slice(-5));
    const all = await groups();
    expect(all).toEqual(await listed());
    expect(all).not.toEqual(usual);
  });

  it('are not cut where there are more rows than are taken at once', async () => {
    const place = server.place.replace('//', '//ada@');
    const client = createClickhouseClient({ place, password: 's3cret', env: {} });
    onTestFinished(client.close);
    const read = (most: number) => client.query(v.unknown(), sql`SELECT number FROM numbers(${most})`);
    expect(await read(100_000)).toHaveLength(100_000);
    await expect(read(100_001)).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('error 396'),
    });
  });

  it('say which of several tables is meant, and which user is refused', async () => {
    await server.run('CREATE TABLE otel.a_traces AS otel.otel_traces');
    await server.run('RENAME TABLE otel.otel_traces TO otel.b_traces');
    await expect(listAll(await open(''), emptyQuery, { now })).rejects.toThrow(
      /several tables with traces: otel.a_traces, otel.b_traces/,
    );
    await server.run('RENAME TABLE otel.b_traces TO otel.otel_traces');
    const store = await server.open();
    await expect(listAll(store, emptyQuery, { now })).rejects.toThrow(/error 516/);
    await store.close();
  });
});

/** Steps of one millisecond have no order of their own. */
function byId(steps: readonly Step[] = []) {
  return steps.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function toTold(run: RunSummary | undefined) {
  if (!run) return undefined;
  const { name, kind, status, project, actor, startedAt, finishedAt, trigger, errorSummary } = run;
  const { step: _, ...error } = errorSummary ?? {};
  return {
    name,
    kind,
    status,
    project,
    actor,
    startedAt,
    finishedAt,
    trigger,
    message: error && errorSummary?.message,
  };
}
