import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createSampleRuns, writeDemoStore } from '../../src/demo/write-demo-store.ts';
import { InspectorError } from '../../src/model/errors.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { knownStatuses } from '../../src/model/status.ts';
import { explainFailures } from '../../src/operations/failures/failure-explanation.ts';
import { makeFolder, openStoreAt, readRuns } from '../recorder/recorded.ts';
import { trials } from '../trials.ts';

const now = Date.UTC(2026, 0, 31, 15, 30);

async function writeTo(size: number, seed = 1): Promise<string> {
  const path = join(makeFolder(), 'demo.db');
  await writeDemoStore({ path, size, seed, now });
  return path;
}

/** The run of 100,000 spans, which takes as long as all others. */
const longest = 349;

/** Only CI makes the longest again and again. */
const beforeTheLongest = trials(3_000, 200);

/** A sample of the default size, which only is read. */
let whole: string;

beforeAll(async () => {
  whole = join(mkdtempSync(join(tmpdir(), 'runlens-sample-')), 'demo.db');
  await writeDemoStore({ path: whole, now });
});

afterAll(() => rmSync(dirname(whole), { recursive: true }));

type Column = string | number | null;

function openRaw(path: string): Database.Database {
  const db = new Database(path, { readonly: true });
  onTestFinished(() => void db.close());
  return db;
}

/** A hash of everything that is recorded, whatever order the tables keep it in. */
function hashOf(path: string): string {
  const db = openRaw(path);
  const hash = createHash('sha256');
  for (const table of ['runs', 'inputs', 'outputs', 'details', 'spans']) {
    for (const row of db.prepare<[], Record<string, Column>>(`SELECT * FROM ${table}`).iterate())
      hash.update(JSON.stringify(row));
  }
  for (const table of ['steps', 'logs', 'messages']) {
    const rows = db.prepare<[], Record<string, Column>>(`SELECT * FROM ${table} ORDER BY run, seq`);
    // Sequence numbers tell the order only; they come from the clock.
    for (const { seq: _, ...row } of rows.iterate()) hash.update(JSON.stringify(row));
  }
  return hash.digest('hex');
}

describe('writeDemoStore', () => {
  test('writes the same store for the same seed and moment, and another one for another seed', async () => {
    const [one, again, other] = [await writeTo(45, 1), await writeTo(45, 1), await writeTo(45, 2)].map(
      hashOf,
    );
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  test('has one of everything in its default size', async () => {
    const store = await openStoreAt(whole);
    const counts = await store.counts();
    expect(counts?.total).toBe(2_000);
    for (const status of [...knownStatuses, 'unknown'] as const)
      expect(counts?.[status], status).toBeGreaterThan(0);
    const flows = await store.workflows();
    expect(flows.filter(flow => flow.kind === 'workflow')).toHaveLength(12);
    expect(flows.filter(flow => flow.kind === 'agent')).toHaveLength(3);

    const db = openRaw(whole);
    const list = (sql: string): readonly Column[] => db.prepare<[], Column>(sql).pluck().all();
    const one = (sql: string): number => Number(db.prepare<[], number>(sql).pluck().get());
    expect(list('SELECT DISTINCT trigger_type FROM runs')).toEqual(
      expect.arrayContaining(['api', 'cli', 'webhook', 'schedule', 'poll', 'tool', 'prompt', 'gateway']),
    );
    expect(list('SELECT DISTINCT trigger_label FROM runs')).toEqual(
      expect.arrayContaining([
        'Webhook · signup',
        'Schedule · nightly',
        'Poll · inbox',
        'Tool · support-agent',
        'CLI',
        'API',
      ]),
    );
    expect(one("SELECT count(*) FROM runs WHERE error_message = 'HTTP 429: rate limit'")).toBeGreaterThan(10);
    expect(
      one("SELECT count(*) FROM runs WHERE error_message LIKE 'mail provider did not answer%'"),
    ).toBeGreaterThan(5);
    expect(
      one('SELECT count(*) FROM runs WHERE error_message = \'relation "orders" does not exist\''),
    ).toBeGreaterThan(0);
    expect(
      list(
        "SELECT DISTINCT cause_name || ': ' || cause_message || ' in ' || error_message FROM runs WHERE cause_message IS NOT NULL",
      ),
    ).toEqual(['TimeoutError: timeout of 5000 ms exceeded in request failed']);
    expect(list("SELECT DISTINCT waiting_for FROM runs WHERE status = 'waiting'")).toEqual(
      expect.arrayContaining(['manual approval', 'courier-pickup']),
    );
    expect(one('SELECT count(*) FROM runs WHERE cost_usd > 0 AND cost_usd < 0.01')).toBeGreaterThan(500);
    expect(one('SELECT count(*) FROM runs WHERE attempt > 1')).toBeGreaterThan(50);
    expect(one('SELECT max(length(json)) FROM outputs')).toBeGreaterThan(1_900_000);
    expect(one("SELECT max(length(json ->> 'body')) FROM inputs")).toBe(1_000_000);
    expect(one("SELECT count(*) FROM inputs WHERE json IN ('{}', 'null', '\"\"')")).toBe(3);
    expect(one('SELECT count(*) FROM runs WHERE key NOT IN (SELECT key FROM inputs)')).toBe(1);
    expect(one("SELECT count(*) FROM runs WHERE kind = 'agent' AND message_count = 0")).toBe(1);

    const spans = list('SELECT count(*) FROM spans GROUP BY run ORDER BY 1').map(Number);
    expect(spans[0]).toBe(1);
    expect(spans.slice(-2)).toEqual([400, 100_000]);
    expect(
      one('SELECT count(*) FROM runs WHERE started_at IS NOT NULL AND key NOT IN (SELECT run FROM spans)'),
    ).toBe(1);
  });

  test('its active runs are not lost, although nobody runs them', async () => {
    const store = await openStoreAt(await writeTo(45));
    const runs = await readRuns(store);
    const active = runs.filter(run =>
      ['queued', 'running', 'sleeping', 'waiting', 'unknown'].includes(run.status),
    );
    expect(active.length).toBeGreaterThan(10);
    expect(runs.filter(run => run.errorSummary?.message === 'its process is gone')).toEqual([]);
  });

  test('reports how far it is, and stops when its signal aborts', async () => {
    const path = join(makeFolder(), 'demo.db');
    const reported: number[] = [];
    const last = trials(600, 200);
    const controller = new AbortController();
    const written = writeDemoStore({
      path,
      size: 5_000,
      now,
      signal: controller.signal,
      onProgress(count, size) {
        expect(size).toBe(5_000);
        reported.push(count);
        if (count >= last) controller.abort(new Error('enough'));
      },
    });
    await expect(written).rejects.toThrow('enough');
    expect(reported).toEqual([200, 400, 600].filter(count => count <= last));
  });

  test('never writes into a store that exists', async () => {
    const path = await writeTo(3);
    await expect(writeDemoStore({ path, now })).rejects.toThrow(InspectorError);
    expect(await (await openStoreAt(path)).counts()).toMatchObject({ total: 3 });
  });
});

describe('createSampleRuns', () => {
  test.each([0, 1, 20, 131, beforeTheLongest])(
    'makes a sample of %i runs whose times are in order and in the last 14 days',
    size => {
      const eventsOf = createSampleRuns({ size, seed: 1, now });
      let before = 0;
      for (let index = 0; index < size; index += 1) {
        const [run] = eventsOf(index);
        if (run?.type !== 'run-created') throw new Error('the first event is not the run');
        const { createdAt, startedAt, finishedAt } = run;
        expect(createdAt).toBeGreaterThanOrEqual(Math.max(before, now - 14 * 24 * 3_600_000));
        expect(startedAt ?? createdAt).toBeGreaterThanOrEqual(createdAt);
        expect(finishedAt ?? createdAt).toBeGreaterThanOrEqual(createdAt);
        expect(finishedAt ?? createdAt).toBeLessThanOrEqual(now);
        before = createdAt;
      }
    },
  );

  test('a run does not depend on which runs were made before it', () => {
    const plan = { size: beforeTheLongest, seed: 3, now };
    const inOrder = createSampleRuns(plan);
    const all = Array.from({ length: plan.size }, (_, index) => inOrder(index));
    const alone = createSampleRuns(plan);
    for (const index of [plan.size - 1, 3, plan.size / 2, 0]) expect(alone(index)).toEqual(all[index]);
  });

  test('a failed call took as long, and was answered with the status, that its error says', () => {
    const eventsOf = createSampleRuns({ size: 400, seed: 1, now });
    const seen = new Set<string>();
    for (let index = 0; index < 400; index += 1) {
      if (index === longest) continue;
      const [run, ...rest] = eventsOf(index);
      const error = run?.type === 'run-created' ? run.error : undefined;
      const spans = rest.filter(event => event.type === 'span-put');
      const failed = spans.findLast(({ status }) => status === 'error');
      if (error?.message === 'HTTP 429: rate limit' && failed?.kind === 'http') {
        expect(failed.attributes).toContain('"http.response.status_code":429');
        seen.add('status');
      }
      if (error?.message?.endsWith('did not answer in 3000 ms') && failed) {
        expect((failed.endAt ?? 0) - failed.startAt).toBe(3_000);
        expect(failed.attributes).not.toContain('status_code');
        seen.add('timeout');
      }
      if (error?.message === 'relation "orders" does not exist' && spans.length > 0) {
        expect(spans.at(-1)).toMatchObject({ name: 'SELECT orders', status: 'error' });
        seen.add('relation');
      }
    }
    expect([...seen].sort()).toEqual(['relation', 'status', 'timeout']);
  });

  test('steps, spans and their errors fit together', () => {
    const eventsOf = createSampleRuns({ size: 400, seed: 1, now });
    for (let index = 0; index < 400; index += 1) {
      if (index === longest) continue;
      const events = eventsOf(index);
      const [run] = events;
      const spans = events.filter(event => event.type === 'span-put');
      const ids = new Set(spans.map(span => span.id));
      expect(ids.size).toBe(spans.length);
      const misfits = spans.filter(
        ({ parentId, startAt, endAt = startAt }) =>
          (parentId !== undefined && !ids.has(parentId)) || endAt < startAt,
      );
      expect(misfits).toEqual([]);
      const steps = events.filter(event => event.type === 'step-put');
      if (run?.type === 'run-created' && run.status === 'failed' && steps.length > 0) {
        const failing = steps.find(step => step.id === run.error?.stepId);
        expect(failing).toMatchObject({ status: 'failed', name: run.error?.stepName });
        expect(spans.filter(span => span.status === 'error').length).toBeGreaterThan(1);
      }
    }
  });
});

test('the longest runs of the sample are not those that sleep or wait', async () => {
  const store = await openStoreAt(whole);
  const sort = { field: 'duration', descending: true } as const;
  const { runs } = await store.listRuns({ clauses: [] }, { sort, limit: 10, now });
  expect(runs.filter(({ status }) => status === 'sleeping' || status === 'waiting')).toEqual([]);
});

test('the welcome mails of the sample time out for a reason that W finds first', async () => {
  const store = await openStoreAt(whole);
  const query = parseQuery('workflow:signup-pipeline error:"mail provider"');
  const found = await explainFailures(store, query, { now, signal: new AbortController().signal });
  const [cause] = found?.shared.causes ?? [];
  const { split, values: [value] = [] } = cause?.sets[0] ?? {};
  expect([value?.field.name, value?.text]).toEqual(['input.plan', 'scale']);
  expect(split?.failed).toBe(split?.failedTotal);
});
