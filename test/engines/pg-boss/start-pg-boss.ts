import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pg from 'pg';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openPgBossStore } from '../../../src/engines/pg-boss/open-pg-boss-store.ts';
import { pgBossEngine } from '../../../src/engines/pg-boss/pg-boss-engine.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';

export type PgBoss = {
  readonly url: string;
  readonly schema: string;
  readonly send: (queue: string, data: unknown, options?: object) => Promise<string>;
  readonly sendMany: (queue: string, many: number) => Promise<void>;
  readonly query: (
    sql: string,
    ...values: unknown[]
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Waits until the job is in this state. */
  readonly reach: (id: string, state: string) => Promise<void>;
  readonly open: (options?: { readonly scanRows?: number }) => Promise<RunStore>;
  /** Ends the workers at once; their jobs stay as they are. */
  readonly endWorkers: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Workers of pg-boss in a database of their own. */
export async function startPgBoss(schema = 'kiln_jobs'): Promise<PgBoss> {
  const database = await createTestDatabase({ isEmpty: true });
  const host = spawn(process.execPath, ['host.js'], {
    cwd: import.meta.dirname,
    env: { ...process.env, DATABASE_URL: database.url, SCHEMA: schema },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('pg-boss ended');
    return String(value);
  };
  const ask = (request: object) => {
    host.stdin.write(`${JSON.stringify(request)}\n`);
    return nextLine();
  };
  await nextLine();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const query: PgBoss['query'] = async (sql, ...values) => (await client.query(sql, values)).rows;
  const endWorkers = async () => {
    if (host.exitCode !== null || host.signalCode !== null) return;
    const ended = once(host, 'exit');
    host.kill('SIGKILL');
    await ended;
  };
  return {
    url: database.url,
    schema,
    query,
    send: (queue, data, options) => ask({ queue, data, options }),
    sendMany: async (queue, many) => void (await ask({ queue, many })),
    async reach(id, state) {
      for (let at = Date.now(); Date.now() - at < 30_000; await new Promise(next => setTimeout(next, 50))) {
        const [job] = await query(`SELECT state::text FROM ${schema}.job WHERE id = $1`, id);
        if (job?.state === state) return;
      }
      throw new Error(`the job ${id} did not become ${state}`);
    },
    open: ({ scanRows } = {}) =>
      openPgBossStore({
        known: pgBossEngine.known,
        place: database.url,
        target: { name: 'jobs', kind: 'pg-boss', location: database.url, reason: 'argument' },
        pollMs: 100,
        ...(scanRows === undefined ? {} : { budget: { ms: 60_000, rows: scanRows } }),
      }),
    endWorkers,
    async stop() {
      await endWorkers();
      await client.end();
      await database.drop();
    },
  };
}
