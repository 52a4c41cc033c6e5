import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { Change } from '../../../src/contract/run-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { collectChanges, waitFor } from '../../contract/reading.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { openLedgerTable } from './open-ledger-table.ts';

const start = Date.UTC(2026, 0, 31);
const error = { message: 'the card was refused' };
const charge = { name: 'charge', state: 'failed', createdAt: start, finishedAt: start + 5, error };

type Record = {
  readonly workflow?: string;
  readonly state: string;
  readonly steps?: readonly unknown[];
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
};

async function createLedger() {
  const database = await createTestDatabase({ isEmpty: true });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`CREATE TABLE ledger (id text PRIMARY KEY, workflow text NOT NULL, state text NOT NULL,
    created_at timestamptz NOT NULL, finished_at timestamptz, steps jsonb NOT NULL, input jsonb, output jsonb, error jsonb)`);
  let count = 0;
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  const write = async ({ workflow = 'signup', state, steps = [], input, output, error }: Record) => {
    count += 1;
    const createdAt = start + count * 1_000;
    const finishedAt = state === 'running' ? null : new Date(createdAt + 900);
    const values = [`run-${count}`, workflow, state, new Date(createdAt), finishedAt];
    const rest = [steps, input, output, error].map(json);
    await client.query('INSERT INTO ledger VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      ...values,
      ...rest,
    ]);
  };
  const rows = async () => JSON.stringify((await client.query('SELECT * FROM ledger ORDER BY id')).rows);
  const target = { name: 'shop', kind: 'ledger', location: 'ledger', reason: 'argument' };
  return {
    ...{ write, rows, execute: (text: string) => client.query(text) },
    open: (scanRows = 1_000_000) =>
      openLedgerTable({ place: database.url, target, budget: { ms: 60_000, rows: scanRows }, pollMs: 20 }),
    async remove() {
      await client.end();
      await database.drop();
    },
  };
}

describeReadableStore('a ledger in PostgreSQL', async () => {
  const { write, rows, open, remove } = await createLedger();
  await write({ state: 'failed', error, steps: [charge], input: { n: 1 } });
  await write({ workflow: 'orders', state: 'failed', error: { message: 'the card 4711 was refused' } });
  await write({ workflow: 'orders', state: 'failed', error: { message: 'the card 4712 was refused' } });
  await write({ workflow: 'orders', state: 'success', output: { ok: true } });
  await write({ state: 'running', steps: [{ name: 'wait', state: 'running', createdAt: start }] });
  await write({ state: 'evicted' });
  return {
    open: async ({ scanRows } = {}) => open(scanRows),
    addRun: () => write({ state: 'success' }),
    strangeIds: ["'; DROP TABLE ledger; --", ''],
    fingerprint: rows,
    remove,
  };
});

describe('a ledger in PostgreSQL', () => {
  it('is canceled by its engine, and only while it goes on', async () => {
    const { write, open, remove } = await createLedger();
    onTestFinished(remove);
    await write({ state: 'running' });
    const store = open();
    onTestFinished(() => store.close());
    expect(await store.cancelRun('run-1')).toEqual({ type: 'canceled' });
    expect(await store.cancelRun('run-1')).toEqual({ type: 'already-finished', status: 'canceled' });
  });

  it('is stale while the database refuses a statement for a reason that nobody foresaw, and then goes on', async () => {
    const { write, execute, open, remove } = await createLedger();
    onTestFinished(remove);
    await write({ state: 'running' });
    const store = open();
    onTestFinished(() => store.close());
    const changes: Change[] = [];
    const following = collectChanges(store.changes(new AbortController().signal), changes);
    const page = () => store.listRuns(emptyQuery, { sort: newestFirst, limit: 10, now: Date.now() });
    await page();
    const broken = 'SELECT * FROM kept WHERE 1 / (length(id) - length(id)) = 1';
    await execute(`ALTER TABLE ledger RENAME TO kept; CREATE VIEW ledger AS ${broken}`);
    await waitFor(() => changes.some(({ type }) => type === 'error'));
    await expect(page()).rejects.toMatchObject({ hint: 'it says: division by zero' });
    await execute('DROP VIEW ledger; ALTER TABLE kept RENAME TO ledger');
    await waitFor(() => changes.at(-1)?.type === 'changed');
    expect((await page()).runs).toHaveLength(1);
    await store.close();
    await following;
  });
});
