import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { RunEvent, RunWriter } from '../../../src/contract/run-events.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { openSqliteStore } from '../../../src/database/sqlite/store/open-sqlite-store.ts';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';
import type { StoreUnderTest } from '../../contract/store-contract.ts';
import { quickFolder } from '../../quick-folder.ts';

export type TempFolder = {
  readonly path: string;
  readonly file: (name: string) => string;
  readonly remove: () => void;
};

/** A folder for stores, in memory where there is room. */
export function tempFolder(): TempFolder {
  const path = mkdtempSync(join(quickFolder(), 'runlens-store-'));
  return {
    path,
    file: name => join(path, name),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export function targetOf(path: string): TargetInfo {
  return { name: 'test', kind: 'sqlite', location: path, reason: 'test' };
}

export function openStoreAt(path: string, scanRows = 1_000_000): Promise<RunStore> {
  return openSqliteStore({ path, target: targetOf(path), scanBudget: { ms: 60_000, rows: scanRows } });
}

/** Records events that nobody owns, and closes the file again. */
export async function recordAt(
  path: string,
  events: readonly RunEvent[],
  indexing: 'background' | 'none' = 'background',
): Promise<void> {
  const writer = await openRunWriter({ path, owner: 'none', indexing });
  writer.write(events);
  await writer.close();
}

/** Asks the file itself. */
export function query<T>(path: string, sql: string): T[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], T>(sql).all();
  } finally {
    db.close();
  }
}

/** Changes the file behind everybody's back. */
export function rewrite(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

/** Overwrites the pages of a table, of which the schema and the other tables know nothing. */
export function damageTable(path: string, table: string): void {
  rewrite(path, 'PRAGMA wal_checkpoint(TRUNCATE)');
  const pages = query<{ pageno: number }>(path, `SELECT pageno FROM dbstat WHERE name = '${table}'`);
  const bytes = readFileSync(path);
  for (const { pageno } of pages) bytes.fill(0xff, (pageno - 1) * 4_096, pageno * 4_096);
  writeFileSync(path, bytes);
}

/** Holds the lock that writing takes, as another program would. */
export function lockStore(path: string): { readonly release: () => void } {
  const db = new Database(path);
  db.exec('BEGIN IMMEDIATE');
  return {
    release() {
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

export async function createSqliteUnderTest(): Promise<StoreUnderTest & { readonly path: string }> {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  const writer = await openRunWriter({ path, owner: 'none' });
  const requests: string[] = [];
  let owner: RunWriter | undefined;
  return {
    path,
    open: ({ scanRows } = {}) => openStoreAt(path, scanRows),
    openProgram: () => openRunWriter({ path }),
    async record(events) {
      writer.write(events);
      await writer.flush();
    },
    async recordAsOwner(events) {
      if (!owner) {
        owner = await openRunWriter({ path });
        owner.onCancelRequested(ids => requests.push(...ids));
      }
      owner.write(events);
      await owner.flush();
    },
    cancelRequests: () => requests,
    async beat() {
      const db = new Database(path);
      db.prepare('UPDATE owners SET heartbeat_at = heartbeat_at + 1').run();
      db.close();
    },
    async remove() {
      await writer.close();
      await owner?.close();
      folder.remove();
    },
  };
}
