import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClickhouseStore } from '../../../src/engines/clickhouse/open-clickhouse-store.ts';
import type { ScanBudget } from '../../../src/engines/kit/run-source.ts';
import { endProcess, gather } from '../host-process.ts';

/** The library is half a gigabyte, and not for every system: without it, nothing here is tried. */
export const hasClickhouse = existsSync(join(import.meta.dirname, 'node_modules/chdb'));
if (!hasClickhouse) process.stderr.write('clickhouse: chdb is not installed, so its tests are left out\n');

export type Clickhouse = Awaited<ReturnType<typeof startClickhouse>>;

type Starting = { readonly schema?: string; readonly login?: string };

/** ClickHouse in a process of its own, with the tables of the Collector's exporter. */
export async function startClickhouse({ schema = 'schema.sql', login }: Starting = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-clickhouse-'));
  const host = join(import.meta.dirname, 'host.js');
  const child = spawn(process.execPath, [host, folder, ...(login ? [login] : [])], { stdio: 'pipe' });
  const url = `http://127.0.0.1:${await portOf(child)}`;
  const headers = login ? { authorization: `Basic ${Buffer.from(login).toString('base64')}` } : undefined;

  async function run(statement: string): Promise<string> {
    const response = await fetch(`${url}/?default_format=JSONEachRow`, {
      method: 'POST',
      body: statement,
      headers,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  }

  const statements = readFileSync(join(import.meta.dirname, schema), 'utf8').split(/\n\n+/);
  for (const statement of statements) await run(statement);
  const place = url.replace('http:', 'clickhouse:');
  return {
    url,
    place,
    run,
    /** Rows as the exporter writes them. */
    insert: (table: string, rows: readonly object[]) =>
      run(`INSERT INTO ${table} FORMAT JSONEachRow ${rows.map(row => JSON.stringify(row)).join('\n')}`),
    open: ({
      scanRows,
      ...options
    }: {
      readonly scanRows?: number;
      readonly place?: string;
      readonly password?: string;
    } = {}) => {
      const budget: ScanBudget = { ms: 60_000, rows: scanRows ?? 1_000_000 };
      const target = { name: 'otel', kind: 'clickhouse', location: place, reason: 'argument' };
      return openClickhouseStore({
        place: `${place}/otel`,
        target,
        budget,
        env: {},
        pollMs: 250,
        ...options,
      });
    },
    async stop() {
      await endProcess(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function portOf(child: ChildProcess): Promise<number> {
  const said = gather(child);
  for await (const chunk of child.stdout ?? []) {
    const port = /ready (\d+)/.exec(String(chunk))?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`ClickHouse is not up: ${said()}`);
}
