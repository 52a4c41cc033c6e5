import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { dbosEngine } from '../../../src/engines/dbos/dbos-engine.ts';
import { openDbosStore } from '../../../src/engines/dbos/open-dbos-store.ts';
import { patienceMs } from '../../in-time.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';

const folder = import.meta.dirname;

/** The schema of the tests' own: it may have any name. */
export const schema = 'Sky';

type Start = {
  readonly flow: string;
  readonly args?: readonly unknown[];
  readonly times?: number;
  readonly workflowID?: string;
  readonly queueName?: string;
  /** Starts it as this schedule does, with its context. */
  readonly schedule?: string;
  readonly context?: unknown;
  readonly timeoutMS?: number;
  readonly authenticatedUser?: string;
  readonly workflowAttributes?: Readonly<Record<string, unknown>>;
  readonly enqueueOptions?: { readonly delaySeconds?: number };
};

/** A database of its own with an application of DBOS, that of `flows.js`, on it. */
export type Dbos = {
  readonly url: string;
  /** Starts runs, and gives the id of the first. */
  readonly start: (what: Start) => Promise<string>;
  /** Waits until DBOS calls the run so. */
  readonly reach: (id: string, ...statuses: readonly string[]) => Promise<string>;
  /** Waits until every pending run has begun to sleep, wait or work. */
  readonly settle: () => Promise<void>;
  readonly query: (text: string, ...values: readonly unknown[]) => Promise<readonly pg.QueryResultRow[]>;
  readonly open: (options?: Open) => Promise<RunStore>;
  /** Ends the application at once, as a crash does, and resolves when its connections are gone. */
  readonly crash: () => Promise<void>;
  /** Resolves when it has ended by itself. */
  readonly end: () => Promise<void>;
  /** Starts it again, as another version of itself. */
  readonly restart: (version: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startDbos(): Promise<Dbos> {
  const { url, drop } = await createTestDatabase({ isEmpty: true });
  const client = new pg.Client({ connectionString: url, application_name: 'runlens tests' });
  await client.connect();
  const query: Dbos['query'] = async (text, ...values) => (await client.query(text, [...values])).rows;
  let app = await startFlows(url, '1');
  const reach: Dbos['reach'] = async (id, ...statuses) => {
    await until(`${id} does not become ${statuses.join(' or ')}`, async () => {
      const [row] = await query(
        `SELECT status FROM "${schema}".workflow_status WHERE workflow_uuid = $1`,
        id,
      );
      return statuses.includes(String(row?.status));
    });
    return id;
  };
  const crash = async () => {
    await endFlows(app);
    await until('its connections do not end', async () => {
      const rows = await query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'dbos%'",
      );
      return rows.length === 0;
    });
  };
  return {
    url,
    query,
    reach,
    crash,
    async end() {
      if (app.child.exitCode === null) await once(app.child, 'exit');
    },
    settle: () =>
      until('some runs do not begin their work', async () => {
        const rows = await query(`SELECT 1 FROM "${schema}".workflow_status ws WHERE status = 'PENDING'
          AND NOT EXISTS (SELECT FROM "${schema}".operation_outputs o WHERE o.workflow_uuid = ws.workflow_uuid
            AND (o.function_name = 'DBOS.sleep' OR o.child_workflow_id IS NOT NULL OR ws.name = 'work'))`);
        return rows.length === 0;
      }),
    start: what => ask(app.port, what),
    open: (options = {}) => openStore(url, options),
    async restart(version) {
      app = await startFlows(url, version);
    },
    async stop() {
      await endFlows(app);
      await client.end();
      await drop();
    },
  };
}

type Open = { readonly scanRows?: number; readonly place?: string; readonly projectFolder?: string };

function openStore(place: string, { scanRows, ...others }: Open): Promise<RunStore> {
  return openDbosStore({
    known: dbosEngine.known,
    place,
    target: { name: 'shop', kind: 'dbos', location: 'dbos:shop', reason: 'argument' },
    secretVariables: [],
    projectFolder: folder,
    pollMs: 50,
    ...(scanRows === undefined ? {} : { budget: { ms: 60_000, rows: scanRows } }),
    ...others,
  });
}

type Flows = { readonly child: ChildProcess; readonly port: string };

async function startFlows(url: string, version: string): Promise<Flows> {
  const child = spawn(process.execPath, ['--no-deprecation', 'flows.js'], {
    cwd: folder,
    env: { ...process.env, DBOS_URL: url, DBOS_SCHEMA: schema, APP_VERSION: version },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const port of createInterface({ input: child.stdout })) return { child, port };
  throw new Error('the application of DBOS ended before it was up');
}

async function endFlows({ child }: Flows): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function ask(port: string, what: Start): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(what) });
  const said: unknown = await answer.json();
  if (answer.ok && Array.isArray(said)) return String(said[0]);
  throw new Error(`${what.flow}: ${JSON.stringify(said)}`);
}

/** Asks again until it is so. */
export async function until(otherwise: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(otherwise);
    await delay(30);
  }
}
