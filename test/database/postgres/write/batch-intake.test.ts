import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import type { RunIntake } from '../../../../src/contract/served-store.ts';
import { createPool } from '../../../../src/database/postgres/database.ts';
import { createBatchIntake } from '../../../../src/database/postgres/write/batch-intake.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { createTestDatabase, type TestDatabase } from '../../../postgres/test-database.ts';

let database: TestDatabase;
let pool: Pool;
let intake: RunIntake;
let writers = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url);
  intake = createBatchIntake(pool, database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

function createWriter(from: RunIntake = intake) {
  writers += 1;
  const writer = `writer_${writers}`;
  let sequence = 0;
  return {
    writer,
    take: (events: readonly RunEvent[], isOwner = true) => {
      sequence += 1;
      return from.apply({ writer, sequence, isOwner, events });
    },
    again: (events: readonly RunEvent[]) => from.apply({ writer, sequence, isOwner: true, events }),
  };
}

const created = (id: string, fields: Partial<Extract<RunEvent, { type: 'run-created' }>> = {}) =>
  runCreated(id, { createdAt: 1_000, ...fields });

async function rows(
  text: string,
  ...values: readonly unknown[]
): Promise<readonly Record<string, unknown>[]> {
  return (await pool.query(text, [...values])).rows;
}

const run = async (id: string) => (await rows('SELECT * FROM runs WHERE id = $1', id))[0];
const countOf = async (name: string) =>
  Object.fromEntries(
    (
      await rows(
        'SELECT status, sum(n)::int AS n FROM counts WHERE name = $1 GROUP BY status HAVING sum(n) <> 0',
        name,
      )
    ).map(({ status, n }) => [status, n]),
  );

const log = (runId: string, at: number): RunEvent => ({
  type: 'log-added',
  runId,
  at,
  level: 'info',
  message: `at ${at}`,
});

describe('a batch', () => {
  test('is stored once, however often it is sent', async () => {
    const { take, again } = createWriter();
    const events = [created('once', { name: 'once' }), log('once', 1)];
    expect(await take(events)).toEqual({ isNew: true, refused: [], foreign: [] });
    expect(await again(events)).toEqual({ isNew: false, refused: [], foreign: [] });
    expect(await rows('SELECT at FROM logs JOIN runs ON key = run WHERE id = $1', 'once')).toHaveLength(1);
    expect(await countOf('once')).toEqual({ success: 1 });
  });

  test('is ignored when a later one was stored', async () => {
    await intake.apply({ writer: 'late', sequence: 5, isOwner: true, events: [created('late')] });
    const result = await intake.apply({
      writer: 'late',
      sequence: 3,
      isOwner: true,
      events: [log('late', 1)],
    });
    expect(result.isNew).toBe(false);
    expect((await intake.apply({ writer: 'late', sequence: 9, isOwner: true, events: [] })).isNew).toBe(true);
  });

  test('is stored once when it arrives at two servers at the same time', async () => {
    const other = createBatchIntake(pool, database.url);
    const events = [created('twice', { name: 'twice' }), log('twice', 1)];
    const batch = { writer: 'twice', sequence: 1, isOwner: true, events };
    const results = await Promise.all([intake.apply(batch), other.apply(batch)]);
    expect(results.map(({ isNew }) => isNew).sort()).toEqual([false, true]);
    expect(await countOf('twice')).toEqual({ success: 1 });
    expect(await rows('SELECT 1 FROM logs JOIN runs ON key = run WHERE id = $1', 'twice')).toHaveLength(1);
  });

  test('is stored while other batches name the same runs, in whatever order: each is of the first', async () => {
    const ids = Array.from({ length: 30 }, (_, at) => `shared_${at}`);
    const many = Array.from({ length: 12 }, () => createWriter());
    await Promise.all(
      many.map((writer, at) => {
        const order = at % 2 === 0 ? ids : [...ids].reverse();
        return writer.take(order.flatMap(id => [created(id, { name: 'shared' }), log(id, at)]));
      }),
    );
    await Promise.all(
      many.map((writer, at) =>
        writer.take(
          [...ids].sort(() => (at % 2 ? 1 : -1)).map(id => ({ type: 'run-changed', id, status: 'running' })),
        ),
      ),
    );
    expect(await countOf('shared')).toEqual({ running: 30 });
    expect(await rows("SELECT 1 FROM logs JOIN runs ON key = run WHERE name = 'shared'")).toHaveLength(30);
  });

  test('with a run that the database cannot hold is stored without it', async () => {
    const { take } = createWriter();
    let seed = 7;
    const noise = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return String.fromCharCode(33 + (seed % 90));
    };
    const name = Array.from({ length: 9_000 }, noise).join('');
    const events = ['a', 'b', 'c', 'd', 'e'].map(id =>
      created(`some_${id}`, id === 'c' ? { name } : { name: 'some' }),
    );
    const result = await take(events);
    expect(result).toMatchObject({
      isNew: true,
      refused: [{ id: 'some_c', reason: expect.stringContaining('index') }],
    });
    expect(await countOf('some')).toEqual({ success: 4 });
    expect(await run('some_c')).toBeUndefined();
  });

  test('keeps a run as it was first created, and leaves out events of runs that were never created', async () => {
    const { take } = createWriter();
    await take([
      { type: 'run-changed', id: 'nobody', status: 'running' },
      log('nobody', 1),
      created('first', { name: 'first' }),
    ]);
    await take([created('first', { name: 'second', status: 'failed' })]);
    expect(await run('nobody')).toBeUndefined();
    expect(await run('first')).toMatchObject({ name: 'first', status: 'failed' });
  });

  test('with ids that the database stores as the same text is stored, and the last event counts', async () => {
    const { take } = createWriter();
    const step = {
      type: 'step-put',
      runId: 'broken',
      stepType: 'action',
      status: 'success',
      attempt: 1,
    } as const;
    const events: RunEvent[] = [
      created('broken'),
      { ...step, id: 's\ud800', name: 'one' },
      { ...step, id: 's\ufffd', name: 'two' },
    ];
    expect(await take(events)).toEqual({ isNew: true, refused: [], foreign: [] });
    expect(
      await rows('SELECT steps.name FROM steps JOIN runs ON key = run WHERE runs.id = $1', 'broken'),
    ).toEqual([{ name: 'two' }]);
  });
});

describe('cancel requests', () => {
  test('are those of the active runs of the given writers', async () => {
    const mine = createWriter();
    const other = createWriter();
    const running = { status: 'running', finishedAt: undefined } as const;
    await mine.take([created('c1', running), created('c\0', running), created('c3', running)]);
    await other.take([created('c4', running)]);
    await pool.query(
      "UPDATE runs SET cancel_requested_at = 5 WHERE id IN ('c1', 'c4') OR id LIKE E'c\u0001%'",
    );
    await mine.take([{ type: 'run-changed', id: 'c1', status: 'canceled', finishedAt: 9 }]);
    const requests = await intake.cancelRequests([mine.writer, 'nobody']);
    expect([...requests]).toEqual([[mine.writer, ['c\0']]]);
    expect((await intake.cancelRequests([])).size).toBe(0);
  });
});
