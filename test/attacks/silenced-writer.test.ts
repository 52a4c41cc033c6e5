import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { InspectorError } from '../../src/model/errors.ts';
import { writerEndpoints } from '../../src/protocol/endpoints.ts';
import { writerKeyHeader } from '../../src/protocol/wire-access.ts';
import { spoolFolderOf } from '../../src/recorder/outbox/spool-files.ts';
import { openRecorder, type Recorder } from '../../src/recorder/recorder.ts';
import { createWriterAccess } from '../../src/server/access/writer-access.ts';
import { waitFor } from '../contract/reading.ts';
import {
  type AttackedServer,
  activeRun,
  keyOf,
  shareAttackedServer,
  shareFolder,
  storesServed,
} from './attacked-server.ts';

const everySequence = Number.MAX_SAFE_INTEGER;

/** The files of this name below a folder. */
function filesNamed(folder: string, name: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => name.test(path))
    .map(path => join(folder, path));
}

async function record(recorder: Recorder, id: string): Promise<void> {
  await recorder.run({ workflow: 'signup', id, input: { id } }, run => run.step('send', () => 'sent'));
}

describe.each(storesServed)('a recorder of a server over %s', kind => {
  const server = shareAttackedServer(kind);
  const makeFolder = shareFolder();

  async function open(options: { url?: string; spoolFolder?: string } = {}) {
    const errors: InspectorError[] = [];
    const spoolFolder = options.spoolFolder ?? makeFolder();
    const recorder = await openRecorder({
      ...{ url: server().url, token: await server().token('record'), spoolFolder, ...options },
      onError: error => errors.push(error as InspectorError),
    });
    onTestFinished(() => recorder.close().catch(() => {}));
    return { recorder, errors, spoolFolder };
  }

  /** What a recorder leaves on the disk that never reached the server. */
  async function leaveSpool(id: string): Promise<string> {
    const { recorder, spoolFolder } = await open({ url: 'http://127.0.0.1:1' });
    await record(recorder, id);
    await recorder.close().catch(() => {});
    return spoolFolder;
  }

  test('is not shown by its id to those who read', async () => {
    const { recorder } = await open();
    const run = recorder.start({ workflow: 'signup', id: 'shown' });
    await recorder.flush();
    const writer = writerOf(server(), 'shown');
    expect(writer).toMatch(/^[0-9a-f]{32}$/);
    for (const path of ['/v1/runs/shown?include=steps,messages,trace', '/v1/runs', '/v1/workflows'])
      expect(JSON.stringify((await server().ask({ scope: 'read' }, path)).answer)).not.toContain(writer);
    expect((await server().run('shown'))?.raw).toEqual({ lastSeenAt: expect.any(String) });
    expect(JSON.stringify(server().lines)).not.toContain(writer);
    run.succeed();
  });

  test('is not silenced by whoever knows its id and may record', async () => {
    const { recorder, errors } = await open();
    await record(recorder, 'before');
    await recorder.flush();
    const writer = writerOf(server(), 'before');
    for (const key of [undefined, keyOf('somebody else'), 'short']) {
      const body = { writer, sequence: everySequence, facts: [] };
      expect(await server().ask({ scope: 'record', key }, '/v1/ingest', body)).toMatchObject({
        status: 403,
        answer: { type: 'urn:runlens:problem:wrong-writer-key' },
      });
    }
    await record(recorder, 'after');
    await recorder.flush();
    expect(await server().run('after')).toMatchObject({ status: 'success' });
    expect(errors).toEqual([]);
  });

  test.each(Object.values(writerEndpoints))(
    'has its key asked for by $method $path, and no other is taken',
    async ({ method, path, name }) => {
      const writer = `asked-${name}`;
      const as = (key: string | undefined) => async (sent: unknown) =>
        (
          await server().ask(
            { scope: 'write', key },
            path.replace('{id}', writer),
            method === 'GET' ? undefined : sent,
          )
        ).status;
      const first = { writer, sequence: 4_096, facts: [activeRun(`of-${name}`)] };
      expect((await server().ask({ scope: 'write', key: keyOf(writer) }, '/v1/ingest', first)).status).toBe(
        200,
      );
      const bodies: Readonly<Record<string, unknown>> = {
        ingest: { writer, sequence: 0, facts: [] },
        claimStarts: { offers: [{ workflow: 'signup', room: 1 }] },
        beginStarts: { starts: [{ id: 'none', startedAt: '2026-11-24T12:00:00.000Z' }] },
      };
      expect(await as(undefined)(bodies[name])).toBe(403);
      expect(await as(keyOf('somebody else'))(bodies[name])).toBe(403);
      expect(await as(keyOf(writer))(bodies[name])).toBe(200);
      expect(JSON.stringify(server().lines)).not.toMatch(/key-of-|asked-/);
    },
  );

  test('gets no stream of its requests opened by another', async () => {
    const writer = 'streamed';
    await server().ask({ scope: 'record', key: keyOf(writer) }, '/v1/ingest', {
      writer,
      sequence: 1,
      facts: [],
    });
    const openStream = async (key: string) => {
      const ending = new AbortController();
      const { status } = await fetch(`${server().url}/v1/writers/${writer}/requests`, {
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${await server().token('record')}`,
          [writerKeyHeader]: key,
        },
        signal: ending.signal,
      });
      ending.abort();
      return status;
    };
    expect([await openStream(keyOf('somebody else')), await openStream(keyOf(writer))]).toEqual([403, 200]);
  });

  test('may leave out numbers, and send under another token', async () => {
    const send = (scope: 'record' | 'write', sequence: number, id: string) =>
      server().ask({ scope, key: keyOf('gaps') }, '/v1/ingest', {
        ...{ writer: 'gaps', sequence },
        facts: [activeRun(id)],
      });
    for (const [scope, sequence, id] of [
      ['record', 7, 'gap-1'],
      ['write', 9_000, 'gap-2'],
      ['record', 9_001, 'gap-3'],
    ] as const) {
      expect((await send(scope, sequence, id)).answer).toMatchObject({ isNew: true, refused: [] });
      expect(await server().run(id)).toMatchObject({ status: 'running' });
    }
  });

  test('keeps its key when the server starts again', async () => {
    const key = keyOf('restarted');
    const body = { writer: 'restarted', sequence: 1, facts: [] };
    await server().ask({ scope: 'record', key }, '/v1/ingest', body);
    // Another server of the store has heard of no writer yet.
    const { require } = createWriterAccess(server().served.writerKeys);
    await expect(require('restarted', keyOf('somebody else'))).rejects.toMatchObject({
      problem: 'wrong-writer-key',
    });
    await expect(require('restarted', undefined)).rejects.toMatchObject({ problem: 'wrong-writer-key' });
    await require('restarted', key);
  });

  test('leaves its key beside its spool for this user alone, with which the next program sends it', async () => {
    const spoolFolder = await leaveSpool('adopted');
    const [keyPath = ''] = filesNamed(spoolFolder, /writer\.key$/);
    expect(statSync(keyPath).mode & 0o777).toBe(0o600);
    expect(readFileSync(keyPath, 'utf8')).toMatch(/^[\w-]{43}$/);
    moveSpool(spoolFolder, server().url);
    const { recorder, errors } = await open({ spoolFolder });
    await recorder.close();
    expect(await server().run('adopted')).toMatchObject({ status: 'success', input: { id: 'adopted' } });
    expect(filesNamed(spoolFolder, /\.batch$|writer\.key$/)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('has a spool without its key kept and reported, which holds up no other', async () => {
    const spoolFolder = await leaveSpool('keyless-1');
    const second = await leaveSpool('keyed-2');
    const [keyPath = ''] = filesNamed(spoolFolder, /writer\.key$/);
    const key = readFileSync(keyPath, 'utf8');
    const [id = ''] = readdirSync(join(spoolFolder, readdirSync(spoolFolder)[0] ?? ''));
    await server().ask({ scope: 'record', key }, '/v1/ingest', { writer: id, sequence: 1, facts: [] });
    rmSync(keyPath);
    moveSpool(spoolFolder, server().url);
    moveSpool(second, server().url, spoolFolder);
    const { recorder, errors } = await open({ spoolFolder });
    await waitFor(async () => (await server().run('keyed-2')) !== undefined && errors.length > 0);
    await recorder.close();
    expect(errors).toMatchObject([
      { kind: 'auth', message: expect.stringContaining(id), hint: expect.stringContaining('writer.key') },
      { kind: 'timeout', message: expect.stringContaining('has not accepted everything yet') },
    ]);
    expect(await server().run('keyless-1')).toBeUndefined();
    const [batch = ''] = filesNamed(spoolFolder, /\.batch$/);
    writeFileSync(join(batch, '..', 'writer.key'), key);
    const again = await open({ spoolFolder });
    await again.recorder.close();
    expect(await server().run('keyless-1')).toMatchObject({ status: 'success' });
  });
});

/** To where a recorder for another server looks for it. */
function moveSpool(spoolFolder: string, url: string, into = spoolFolder): void {
  const to = spoolFolderOf(into, url);
  mkdirSync(to, { recursive: true });
  for (const server of readdirSync(spoolFolder)) {
    const from = join(spoolFolder, server);
    if (from !== to) for (const name of readdirSync(from)) renameSync(join(from, name), join(to, name));
  }
}

function writerOf({ writers }: AttackedServer, run: string): string {
  return writers.get(run) ?? 'unknown';
}
