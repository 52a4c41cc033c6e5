import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';

const cache = join(tmpdir(), 'runlens-bench-stores');

type Kept = {
  readonly name: string;
  readonly make: (path: string) => Promise<void>;
  readonly say: (text: string) => void;
};

/** The path of a store that is made once and kept for as long as its schema is the one of today. */
export async function findKeptStore({ name, make, say }: Kept): Promise<string> {
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const path = join(cache, name);
  if (existsSync(path)) {
    if (schemaOf(path) === (await schemaOfToday())) return path;
    say(`${path} has another schema and is made anew`);
    removeStore(path);
  }
  const unfinished = `${path}.part`;
  removeStore(unfinished);
  await make(unfinished);
  renameSync(unfinished, path);
  return path;
}

async function schemaOfToday(): Promise<string> {
  const path = join(cache, `schema-${process.pid}.db`);
  try {
    await (await openRunWriter({ path, owner: 'none' })).close();
    return schemaOf(path);
  } finally {
    removeStore(path);
  }
}

export function removeStore(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
}

function schemaOf(path: string): string {
  const db = new Database(path, { readonly: true });
  try {
    const tables = db.prepare('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name').all();
    return JSON.stringify([db.pragma('user_version'), db.pragma('auto_vacuum'), tables]);
  } finally {
    db.close();
  }
}
