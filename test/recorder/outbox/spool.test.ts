import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ownIdentity } from '../../../src/programs/process-identity.ts';
import { toBodySync } from '../../../src/recorder/outbox/batch-body.ts';
import { createLeftoverSpools } from '../../../src/recorder/outbox/leftover-spools.ts';
import { createLosses } from '../../../src/recorder/outbox/losses.ts';
import { createServerClient, type ServerClient } from '../../../src/recorder/outbox/server-client.ts';
import { adoptSpools, bytesForServer, createSpool, type Spool } from '../../../src/recorder/outbox/spool.ts';
import { defaultSpoolFolder, spoolFolderOf } from '../../../src/recorder/outbox/spool-files.ts';
import { waitFor } from '../../contract/reading.ts';
import { type IngestStub, startIngestStub } from './ingest-stub.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-spool-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const eventText = (id: string): string => JSON.stringify({ type: 'run-changed', id, status: 'success' });

/** A spool that a recorder left with so many batches of one event. */
async function leaveSpool(server: string, writer: string, count: number, owner?: string): Promise<string> {
  const spool = createSpool(join(server, writer), { id: writer });
  for (let number = 1; number <= count; number += 1) {
    const events = [eventText(`${writer}-${number}-${'x'.repeat(number % 2 === 0 ? 3_000 : 0)}`)];
    await spool.put({ sequence: number, body: toBodySync(writer, number, events) });
  }
  spool.release();
  if (owner !== undefined) writeFileSync(join(spool.folder, 'owner.json'), owner);
  return spool.folder;
}

/** The identity of a process of this host that is gone. */
async function goneOwner(): Promise<string> {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'exit');
  return JSON.stringify({ ...ownIdentity(), pid: child.pid, processStart: '1' });
}

function openLeftovers(
  server: string,
  stub: Pick<IngestStub, 'url'>,
  client: ServerClient = createServerClient(stub),
  firstRetryMs?: number,
) {
  const reported: string[] = [];
  const ending = new AbortController();
  const report = (error: Error) => reported.push(error.message);
  const losses = createLosses(client.location, report);
  const context = { client, losses, report, signal: ending.signal, firstRetryMs };
  const leftovers = createLeftoverSpools(server, context);
  onTestFinished(() => {
    ending.abort();
    leftovers.release();
    client.close();
  });
  return { leftovers, reported };
}

describe('a spool', () => {
  test('is where the system keeps the data of its users, a folder for each server', () => {
    expect(defaultSpoolFolder({ XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/runlens/spool');
    expect(defaultSpoolFolder({ XDG_DATA_HOME: 'relative' }, 'linux')).toMatch(
      /\.local\/share\/runlens\/spool$/,
    );
    expect(defaultSpoolFolder({}, 'darwin')).toMatch(/Library\/Application Support\/runlens\/spool$/);
    expect(defaultSpoolFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/runlens/spool');
    expect(spoolFolderOf('/s', 'https://a.example')).not.toBe(spoolFolderOf('/s', 'https://b.example'));
  });

  test('returns what was put, in the order of the numbers, and is removed when it is released empty', async () => {
    const server = makeFolder();
    const spool = createSpool(join(server, 'w'), { id: 'w' });
    for (const sequence of [30_000, 4_096, 8_192])
      await spool.put({ sequence, body: Buffer.from(`${sequence}`) });
    expect((await spool.list()).map(parcel => parcel.sequence)).toEqual([4_096, 8_192, 30_000]);
    expect((await spool.read(8_192)).toString()).toBe('8192');
    expect(await bytesForServer(server)).toBe(3 * 4_096);
    for (const { sequence } of await spool.list()) await spool.remove(sequence);
    spool.release();
    expect(readdirSync(server)).toEqual([]);
  });

  test('can be written at once, by a process that ends', async () => {
    const server = makeFolder();
    const spool = createSpool(join(server, 'w'), { id: 'w' });
    spool.putSync({ sequence: 1, body: Buffer.from('one') });
    spool.putSync({ sequence: 2, body: Buffer.from('two') });
    expect((await spool.read(2)).toString()).toBe('two');
    spool.release();
    expect(readdirSync(spool.folder).sort()).toEqual(['0000000000000001.batch', '0000000000000002.batch']);
  });
});

describe('what a recorder left', () => {
  test('is adopted when its recorder released it or its process is gone, and not while that is alive', async () => {
    const server = makeFolder();
    await leaveSpool(server, 'left', 1);
    await leaveSpool(server, 'gone', 1, await goneOwner());
    await leaveSpool(
      server,
      'alive',
      1,
      JSON.stringify({ ...ownIdentity(), pid: process.ppid, processStart: '' }),
    );
    const own = createSpool(join(server, 'own'), { id: 'own' });
    await own.put({ sequence: 1, body: Buffer.from('') });
    const spools = await adoptSpools(server);
    expect(spools.map(spool => spool.writer.id).sort()).toEqual(['gone', 'left']);
    expect(await adoptSpools(server)).toEqual([]);
  });

  test('by another host is taken once it gave no sign for two minutes', async () => {
    const server = makeFolder();
    const elsewhere = JSON.stringify({ pid: 1, processStart: '1', host: 'elsewhere' });
    const folder = await leaveSpool(server, 'w', 1, elsewhere);
    expect(await adoptSpools(server)).toEqual([]);
    const before = new Date(Date.now() - 121_000);
    utimesSync(join(folder, 'owner.json'), before, before);
    expect(await adoptSpools(server)).toHaveLength(1);
  });

  test('is taken by one of many who try at the same time', async () => {
    const server = makeFolder();
    const owner = await goneOwner();
    for (let at = 0; at < 20; at += 1) await leaveSpool(server, `w${at}`, 1, owner);
    const takers = await Promise.all(Array.from({ length: 8 }, () => adoptSpools(server)));
    const writers = takers.flat().map((spool: Spool) => spool.writer);
    expect(writers).toHaveLength(new Set(writers).size);
    const again = await adoptSpools(server);
    expect(new Set([...writers, ...again.map(spool => spool.writer)]).size).toBe(20);
  });

  test('is sent under its id and numbers, in order, and then removed', async () => {
    const server = makeFolder();
    await leaveSpool(server, 'w', 5);
    const stub = await startIngestStub();
    await openLeftovers(server, stub).leftovers.deliver();
    expect(stub.received.map(batch => [batch.writer, batch.sequence])).toEqual(
      [1, 2, 3, 4, 5].map(number => ['w', number]),
    );
    expect(readdirSync(server)).toEqual([]);
  });

  test('stays when the server takes nothing, and can be adopted again once its new owner is gone', async () => {
    const server = makeFolder();
    await leaveSpool(server, 'w', 3);
    const stub = await startIngestStub();
    stub.respond = batch => (batch.sequence >= 2 ? { status: 503 } : 'take');
    const { leftovers } = openLeftovers(server, stub);
    await leftovers.deliver();
    expect(stub.events()).toHaveLength(1);
    expect(await adoptSpools(server)).toEqual([]);
    leftovers.release();
    stub.respond = () => 'take';
    await openLeftovers(server, stub).leftovers.deliver();
    expect(stub.events()).toHaveLength(3);
    expect(readdirSync(server)).toEqual([]);
  });

  test('is not sent again once the time to send it at the end of a program is over', async () => {
    const server = makeFolder();
    await leaveSpool(server, 'w', 3);
    const stub = await startIngestStub();
    stub.respond = () => ({ status: 503 });
    const { leftovers } = openLeftovers(server, stub, createServerClient(stub), 60_000);
    await leftovers.deliverOnClose(300);
    const before = stub.received.length;
    stub.respond = () => 'take';
    leftovers.release();
    await openLeftovers(server, stub).leftovers.deliver();
    expect(stub.received.slice(before).map(batch => batch.sequence)).toEqual([1, 2, 3]);
    expect(readdirSync(server)).toEqual([]);
  });

  test('goes in parts when it is too much at once, also when the process ends in between', async () => {
    const server = makeFolder();
    const spool = createSpool(join(server, 'w'), { id: 'w' });
    const ids = Array.from({ length: 40 }, (_, at) => `r${at}`);
    await spool.put({ sequence: 4_096, body: toBodySync('w', 4_096, ids.map(eventText)) });
    spool.release();
    const stub = await startIngestStub();
    let left = 3;
    stub.respond = batch =>
      batch.facts.length > 6 ? { status: 413 } : left-- > 0 ? 'take-and-reset' : 'take';
    for (let at = 0; at < 4; at += 1) {
      const { leftovers } = openLeftovers(server, stub);
      await leftovers.deliver();
      leftovers.release();
    }
    expect(stub.events().map(event => event.id)).toEqual(ids);
    expect(readdirSync(server)).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['half of a batch', toBodySync('w', 2, [eventText('x')]).subarray(0, 40)],
    ['half of one that was zipped', toBodySync('w', 2, [eventText('x'.repeat(4_000))]).subarray(0, 40)],
    ['the batch of another', toBodySync('v', 2, [eventText('x')])],
    ['what is no JSON inside', toBodySync('w', 2, ['{"type":nothing}'])],
  ])('is set aside where a file holds %s, with a word of it; the rest is sent', async (_, content) => {
    const server = makeFolder();
    const folder = await leaveSpool(server, 'w', 3);
    writeFileSync(join(folder, '0000000000000002.batch'), content);
    writeFileSync(join(folder, '0000000000000004.batch.77.part'), 'half written');
    const stub = await startIngestStub();
    const { leftovers, reported } = openLeftovers(server, stub);
    await leftovers.deliver();
    expect(stub.received.map(batch => batch.sequence)).toEqual([1, 3]);
    expect(reported).toMatchObject([
      expect.stringMatching(/^damaged batches for .* were set aside: .*damaged/),
    ]);
    expect(readdirSync(server)).toEqual(['damaged']);
    expect(readFileSync(join(server, 'damaged', 'w-2.batch'))).toEqual(Buffer.from(content));
  });

  test('is no trouble where it is odd in other ways', async () => {
    const server = makeFolder();
    writeFileSync(join(server, 'a-file'), '');
    mkdirSync(join(server, 'empty'));
    mkdirSync(join(server, 'with-a-folder', '0000000000000001.batch'), { recursive: true });
    mkdirSync(join(server, 'strange name'));
    await leaveSpool(server, 'odd-owner', 1, 'this is no JSON');
    const stub = await startIngestStub();
    await openLeftovers(server, stub).leftovers.deliver();
    expect(stub.received).toEqual([]);
    expect(existsSync(join(server, 'odd-owner', '0000000000000001.batch'))).toBe(true);
    await openLeftovers(join(server, 'nowhere'), stub).leftovers.deliver();
  });

  test('is sent once by two recorders that come at the same time', async () => {
    const server = makeFolder();
    const owner = await goneOwner();
    for (const writer of ['a', 'b', 'c']) await leaveSpool(server, writer, 4, owner);
    const stub = await startIngestStub();
    const both = [openLeftovers(server, stub), openLeftovers(server, stub)];
    await Promise.all(both.map(({ leftovers }) => leftovers.deliver()));
    await waitFor(() => stub.events().length === 12);
    expect(stub.received).toHaveLength(12);
  });
});
