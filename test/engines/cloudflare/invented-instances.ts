import { createHash, createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { openCloudflareStore } from '../../../src/engines/cloudflare/open-cloudflare-store.ts';

const start = Date.UTC(2026, 0, 31, 10);
const workflow = 'orders';

type Invented = {
  readonly id: string;
  readonly workflow?: string;
  /** In seconds after the first one. */
  readonly at?: number;
  /** The id of the instance that its step has started. */
  readonly child?: string;
  /** Those of the table `states`. */
  readonly columns?: string;
};

/** Invented: an instance with one step, in the tables of wrangler 4.164. */
export function writeInstance(path: string, instance: Invented): void {
  const { id, at = 0, child, columns = 'timestamp, groupKey, target, metadata, event' } = instance;
  const db = new Database(':memory:');
  db.exec(`create table states (id INTEGER PRIMARY KEY, ${columns});
    create table _cf_KV (key TEXT PRIMARY KEY, value BLOB);
    create table priority_queue (id INTEGER, target_timestamp, action, entryType, hash)`);
  const insert = db.prepare(`insert into states (${columns}) values (?, ?, ?, ?, ?)`);
  const time = (seconds: number) => new Date(start + (at + seconds) * 1_000).toISOString();
  const written = (seconds: number) => time(seconds).replace('T', ' ').replace('Z', '');
  const key = `${'a'.repeat(40)}-1`;
  insert.run(written(0), null, null, '{}', 0);
  insert.run(written(0), null, null, '{}', 1);
  insert.run(written(0.001), key, 'charge-1', '{"config":', 5);
  insert.run(written(0.001), key, 'charge-1', '[]', 99);
  if (child !== undefined) insert.run(written(600), key, 'charge-1', JSON.stringify({ result: child }), 6);
  const about = {
    instance: { id, created_on: time(0) },
    event: { workflowName: instance.workflow ?? workflow },
  };
  const keep = db.prepare('insert into _cf_KV values (?, ?)');
  keep.run('INSTANCE_METADATA', serialize(about));
  keep.run('ENGINE_STATUS', serialize(1));
  keep.run('strange-value', Buffer.from('not of V8'));
  writeFileSync(path, db.serialize());
  db.close();
}

/** A folder of `wrangler dev`, removed when the test ends. */
export function makeState() {
  const place = mkdtempSync(join(tmpdir(), 'cloudflare-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const folderOf = (name: string) => {
    const folder = join(place, 'workflows', `miniflare-workflows-${name}`);
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  const folder = folderOf(workflow);
  const lastWrittenAt = (path: string, seconds: number) =>
    utimesSync(path, start / 1_000 + seconds, start / 1_000 + seconds);
  return {
    place,
    lastWrittenAt,
    pathOf: (digit: string) => join(folder, `${digit.repeat(64)}.sqlite`),
    /** In a file that is named as the engine names it, and was last written `until` then. */
    add(instance: Invented, until = instance.at ?? 0) {
      const path = join(folderOf(instance.workflow ?? workflow), fileNameOf(instance));
      writeInstance(path, instance);
      lastWrittenAt(path, until);
    },
    open() {
      const target = { name: 'shop', kind: 'cloudflare', location: place, reason: 'argument' };
      const opening = openCloudflareStore({ place, target });
      onTestFinished(async () => (await opening).close());
      return opening;
    },
  };
}

function fileNameOf({ id, workflow: name = workflow }: Invented): string {
  const key = createHash('sha256').update(`miniflare-workflows-${name}`).digest();
  const half = (data: string | Uint8Array) => createHmac('sha256', key).update(data).digest().subarray(0, 16);
  return `${Buffer.concat([half(id), half(half(id))]).toString('hex')}.sqlite`;
}
