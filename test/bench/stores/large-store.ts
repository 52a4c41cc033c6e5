import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { writeDemoStore } from '../../../src/demo/write-demo-store.ts';

const cache = join(tmpdir(), 'runlens-bench-stores');

/**
 * The path of a sample store with so many runs, made once and kept for as long as its schema is the one of
 * today.
 */
export async function findLargeStore(size: number, say: (text: string) => void): Promise<string> {
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const path = join(cache, `runs-${size}.db`);
  if (existsSync(path)) {
    if (schemaOf(path) === (await schemaOfToday())) return path;
    say(`${path} has another schema and is made anew`);
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  }
  await make(path, size, say);
  return path;
}

async function make(path: string, size: number, say: (text: string) => void): Promise<void> {
  const unfinished = `${path}.part`;
  rmSync(unfinished, { force: true });
  let nextTold = size / 10;
  await writeDemoStore({
    path: unfinished,
    size,
    now: Date.now(),
    onProgress: written => {
      if (written < nextTold) return;
      nextTold += size / 10;
      say(`made ${written.toLocaleString('en-US')} of ${size.toLocaleString('en-US')} runs`);
    },
  });
  renameSync(unfinished, path);
}

async function schemaOfToday(): Promise<string> {
  const path = join(cache, `schema-${process.pid}.db`);
  try {
    await writeDemoStore({ path, size: 1, now: Date.now() });
    return schemaOf(path);
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  }
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
