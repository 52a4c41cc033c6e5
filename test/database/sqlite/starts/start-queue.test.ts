import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunWriter } from '../../../../src/contract/run-events.ts';
import type { ClaimedStart } from '../../../../src/contract/starts/start-queue.ts';
import { openRunWriter } from '../../../../src/database/sqlite/write/open-run-writer.ts';
import { waitFor } from '../../../contract/reading.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { startClaiming } from '../child.ts';
import {
  lockStore,
  openStoreAt,
  query,
  recordAt,
  rewrite,
  type TempFolder,
  tempFolder,
} from '../temp-store.ts';

let folder: TempFolder;
let path: string;
const open: { close: () => Promise<void> }[] = [];
beforeEach(() => {
  folder = tempFolder();
  path = folder.file('runs.db');
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  folder.remove();
});

async function openWriter(): Promise<RunWriter> {
  const writer = await openRunWriter({ path });
  open.push(writer);
  return writer;
}

async function openStore() {
  const store = await openStoreAt(path);
  open.push(store);
  return store;
}

function listen(writer: RunWriter): { readonly claimed: ClaimedStart[] } {
  const claimed: ClaimedStart[] = [];
  writer.starts?.listen({
    room: () => new Map([['work', 1]]),
    claimed: starts => void claimed.push(...starts),
  });
  return { claimed };
}

async function startWork(): Promise<string> {
  const store = await openStore();
  let id = '';
  await waitFor(async () => {
    const result = await store.startRun({ workflow: 'work' });
    if (result.type === 'started') id = result.id;
    return result.type === 'started';
  });
  return id;
}

it('gives a start to another program when the one that claimed it was killed before it began', async () => {
  await recordAt(path, []);
  const child = startClaiming(path);
  await child.says('listening');
  const id = await startWork();
  await child.says(`claimed ${id}`);
  await child.kill();
  const writer = await openWriter();
  const { claimed } = listen(writer);
  await waitFor(() => claimed.length > 0);
  expect(claimed).toEqual([{ id, workflow: 'work' }]);
  expect(await writer.starts?.begin(id, Date.now())).toEqual({});
});

it('begins once another program that writes lets it', async () => {
  const writer = await openWriter();
  const { claimed } = listen(writer);
  const id = await startWork();
  await waitFor(() => claimed.length > 0);
  const lock = lockStore(path);
  const begun = writer.starts?.begin(id, 5);
  lock.release();
  expect(await begun).toEqual({});
  expect(query(path, 'SELECT status, started_at FROM runs')).toEqual([{ status: 'running', started_at: 5 }]);
});

it('leaves the program its turns while many starts begin together', async () => {
  const writer = await openWriter();
  const claimed: ClaimedStart[] = [];
  writer.starts?.listen({
    room: () => new Map([['work', 9]]),
    claimed: starts => void claimed.push(...starts),
  });
  const ids = [await startWork(), await startWork(), await startWork()];
  await waitFor(() => claimed.length === ids.length);
  let turns = 0;
  let next: NodeJS.Immediate | undefined;
  const takeTurn = () => {
    turns += 1;
    next = setImmediate(takeTurn);
  };
  takeTurn();
  const begun = await Promise.all(ids.map(id => writer.starts?.begin(id, 1)));
  clearImmediate(next);
  expect(begun).toEqual([{}, {}, {}]);
  expect(turns).toBeGreaterThan(ids.length);
});

it('offers again what it offers once another program took it for gone', async () => {
  const writer = await openWriter();
  listen(writer);
  await startWork();
  rewrite(path, 'DELETE FROM offers; DELETE FROM owners');
  await startWork();
});

it('offers nothing by itself, and leaves no offer behind when it closes', async () => {
  const writer = await openWriter();
  writer.write([runCreated('r')]);
  await writer.flush();
  expect(query(path, 'SELECT * FROM offers')).toEqual([]);
  listen(writer);
  await waitFor(() => query(path, 'SELECT * FROM offers').length > 0);
  await writer.close();
  expect(query(path, 'SELECT * FROM offers')).toEqual([]);
  expect(query(path, 'SELECT * FROM owners')).toEqual([]);
});
