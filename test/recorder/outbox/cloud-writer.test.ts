import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import {
  type CloudWriter,
  type CloudWriterOptions,
  openCloudWriter,
} from '../../../src/recorder/outbox/cloud-writer.ts';
import { waitFor } from '../../contract/reading.ts';
import { runCreated } from '../../contract/sample-events.ts';
import { type IngestStub, problem, startIngestStub } from './ingest-stub.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-spool-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

type Opened = {
  readonly writer: CloudWriter;
  readonly errors: InspectorError[];
  readonly spoolFolder: string;
};

async function open(
  { url }: Pick<IngestStub, 'url'>,
  options: Partial<CloudWriterOptions> = {},
): Promise<Opened> {
  const errors: InspectorError[] = [];
  const spoolFolder = options.spoolFolder ?? makeFolder();
  const writer = await openCloudWriter({
    ...{ url, onError: error => errors.push(error) },
    ...options,
    spoolFolder,
  });
  onTestFinished(() => writer.close().catch(() => {}));
  return { writer, errors, spoolFolder };
}

const log = (runId: string, message: string): RunEvent => ({
  type: 'log-added',
  runId,
  at: 1,
  level: 'info',
  message,
});

/** The files of batches below a folder. */
function batchFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.batch'));
}

const messages = (stub: IngestStub): readonly unknown[] =>
  stub.events().flatMap(event => ('message' in event ? [event['message']] : []));

describe('events on their way to a server', () => {
  test('go together, soon, by themselves, numbered and under the token', async () => {
    const stub = await startIngestStub();
    const { writer } = await open(stub, { token: 'rl_1_secret' });
    writer.write([runCreated('a')]);
    writer.write([log('a', 'one')]);
    await waitFor(() => stub.received.length === 1);
    expect(stub.received[0]).toMatchObject({ sequence: 4_096, facts: [{ id: 'a' }, { message: 'one' }] });
    expect(stub.received[0]?.headers).toMatchObject({ authorization: 'Bearer rl_1_secret' });
    expect(stub.received[0]?.headers['content-encoding']).toBeUndefined();
    writer.write([log('a', 'two')]);
    await writer.flush();
    expect(stub.received.map(batch => batch.sequence)).toEqual([4_096, 8_192]);
    expect(new Set(stub.received.map(batch => batch.writer)).size).toBe(1);
  });

  test('are zipped when they are many, and come in batches of a bounded size, one at a time', async () => {
    const stub = await startIngestStub();
    const { writer } = await open(stub);
    writer.write([runCreated('a')]);
    for (let at = 0; at < 5_000; at += 1) writer.write([log('a', `${at}`)]);
    await writer.flush();
    expect(messages(stub)).toEqual(Array.from({ length: 5_000 }, (_, at) => `${at}`));
    expect(Math.max(...stub.received.map(batch => batch.facts.length))).toBeLessThanOrEqual(2_000);
    expect(stub.received[0]?.headers['content-encoding']).toBe('gzip');
  });

  test('are folded: of two that set the same field in a batch, the last is sent', async () => {
    const stub = await startIngestStub();
    const { writer } = await open(stub);
    writer.write([
      runCreated('a', { status: 'running', finishedAt: undefined, input: '{"big":12345678901234567890}' }),
    ]);
    writer.write([
      { type: 'run-changed', id: 'a', status: 'success', output: '[1.0]', actor: 'x' } as RunEvent,
    ]);
    await writer.flush();
    expect(stub.events()).toMatchObject([
      { type: 'run-created', id: 'a', name: 'signup-pipeline', status: 'success' },
    ]);
    expect(stub.received[0]?.raw.toString()).toContain('"input":{"big":12345678901234567890}');
    expect(stub.received[0]?.raw.toString()).toContain('"output":[1.0]');
  });

  test('are sent again with the same number and the same bytes when the answer is lost, and count once', async () => {
    const stub = await startIngestStub();
    const { writer, errors } = await open(stub);
    let resets = 2;
    stub.respond = () => (resets-- > 0 ? 'take-and-reset' : 'take');
    writer.write([runCreated('a'), log('a', 'x'.repeat(5_000))]);
    await writer.flush();
    expect(stub.received).toHaveLength(3);
    expect(stub.received[1]?.raw.equals(stub.received[0]?.raw ?? Buffer.of())).toBe(true);
    expect(stub.received[2]?.raw.equals(stub.received[0]?.raw ?? Buffer.of())).toBe(true);
    expect(stub.events()).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  test.each([
    [
      'HTML with status 200',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>log in</p>' },
    ],
    ['an error of the server', { status: 500 }],
    ['a 400 of somebody else', { status: 400, body: 'plain HTTP was sent to an HTTPS port' }],
    ['a 404', { status: 404 }],
  ] as const)('are kept and sent again after %s', async (_, answer) => {
    const stub = await startIngestStub();
    const { writer } = await open(stub);
    let failures = 1;
    stub.respond = () => (failures-- > 0 ? answer : 'take');
    writer.write([runCreated('a')]);
    await writer.flush();
    expect(stub.events()).toHaveLength(1);
    expect(stub.received).toHaveLength(2);
  });

  test('wait as long as the server asks', async () => {
    const stub = await startIngestStub();
    const { writer } = await open(stub);
    let failures = 1;
    stub.respond = () => (failures-- > 0 ? { status: 429, headers: { 'retry-after': '1' } } : 'take');
    writer.write([runCreated('a')]);
    await writer.flush();
    const [first, second] = stub.received;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  test('go in parts when they are too much at once, in their order', async () => {
    const stub = await startIngestStub();
    const { writer } = await open(stub);
    stub.respond = batch => (batch.facts.length > 7 ? { status: 413 } : 'take');
    writer.write([runCreated('a')]);
    for (let at = 0; at < 100; at += 1) writer.write([log('a', `${at}`)]);
    writer.write([{ type: 'run-changed', id: 'a', status: 'failed' }]);
    await writer.flush();
    expect(messages(stub)).toEqual(Array.from({ length: 100 }, (_, at) => `${at}`));
  });

  test('are recorded once when a batch was stored, its answer lost, and its retry is too large', async () => {
    const stub = await startIngestStub();
    const { writer } = await open(stub);
    let isFirst = true;
    stub.respond = batch => {
      if (batch.facts.length <= 7) return 'take';
      if (!isFirst) return { status: 413 };
      isFirst = false;
      return 'take-and-reset';
    };
    writer.write([runCreated('a')]);
    for (let at = 0; at < 40; at += 1) writer.write([log('a', `${at}`)]);
    await writer.flush();
    writer.write([log('a', 'next')]);
    await writer.flush();
    expect(stub.received.filter(batch => batch.facts.length > 7).length).toBeGreaterThan(1);
    expect(messages(stub)).toEqual([...Array.from({ length: 40 }, (_, at) => `${at}`), 'next']);
  });

  test('are sent without the one that is too large for the server, which is reported', async () => {
    const stub = await startIngestStub();
    const { writer, errors } = await open(stub);
    stub.respond = batch => (batch.raw.length > 20_000 ? { status: 413 } : 'take');
    const noise = Array.from({ length: 4_000 }, () => Math.random().toString(36).slice(2)).join('');
    writer.write([runCreated('a'), log('a', 'before'), log('a', noise), log('a', 'after')]);
    await expect(writer.flush()).rejects.toThrow(/rejects parts of a run, the first of a: .*413/);
    await writer.flush();
    expect(messages(stub)).toEqual(['before', 'after']);
    expect(errors).toHaveLength(1);
  });

  test('are sent without the one that the server rejects, which is reported', async () => {
    const stub = await startIngestStub();
    const { writer, errors } = await open(stub);
    const isBad = (event: { readonly id?: string }): boolean => event.id === 'bad';
    stub.respond = batch => (batch.facts.some(isBad) ? problem(400, 'bad-request', 'no such name') : 'take');
    writer.write([
      ...Array.from({ length: 20 }, (_, at) => runCreated(`r${at}`)),
      runCreated('bad'),
      runCreated('last'),
    ]);
    await expect(writer.flush()).rejects.toThrow(/rejects parts of a run, the first of bad: .*no such name/);
    await writer.flush();
    expect(stub.events().map(event => event.id)).toEqual([
      ...Array.from({ length: 20 }, (_, at) => `r${at}`),
      'last',
    ]);
    expect(errors).toHaveLength(1);
  });

  test('of runs that the store refuses are reported by the next flush, once', async () => {
    const stub = await startIngestStub();
    const { writer } = await open(stub);
    stub.answer = { refused: [{ id: 'a', reason: 'too odd' }], cancelRequested: [] };
    writer.write([runCreated('a')]);
    await expect(writer.flush()).rejects.toThrow('a: too odd');
    stub.answer = { refused: [], cancelRequested: [] };
    await writer.flush();
  });

  test('that JSON cannot express are reported, and hold up nothing', async () => {
    const stub = await startIngestStub();
    const { writer } = await open(stub);
    const events = [{ name: 'e', at: Number.NaN, attributes: {} }];
    writer.write([runCreated('a')]);
    writer.write([
      { type: 'span-put', runId: 'a', id: 's', name: 'n', kind: 'k', startAt: 1, status: 'ok', events },
      runCreated('b'),
    ]);
    await writer.flush().catch(error => expect(String(error)).toContain('first of a'));
    expect(stub.events().flatMap(event => event.id ?? [])).toEqual(expect.arrayContaining(['a', 'b']));
  });
});

describe('while a server is away', () => {
  test('what is recorded is on the disk when flush resolves, for its user alone, and without the token', async () => {
    const stub = await startIngestStub();
    await stub.close();
    const { writer, errors, spoolFolder } = await open(stub, { token: 'rl_1_secret' });
    writer.write([runCreated('a'), log('a', 'on the disk')]);
    await writer.flush();
    const files = batchFiles(spoolFolder);
    expect(files).toHaveLength(1);
    const path = join(spoolFolder, files[0] ?? '');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, '..', '..')).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(spoolFolder, { recursive: true, encoding: 'utf8' })) {
      const file = join(spoolFolder, name);
      if (statSync(file).isFile()) expect(readFileSync(file, 'latin1')).not.toContain('secret');
    }
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      kind: 'unreachable',
      hint: expect.stringContaining('recorded runs wait in'),
    });
  });

  test('everything is delivered in order once it is back, once, and nothing stays on the disk', async () => {
    const stub = await startIngestStub();
    const { writer, errors, spoolFolder } = await open(stub, { timing: { mostRetryMs: 200 } });
    writer.write([runCreated('a'), log('a', '0')]);
    await writer.flush();
    await stub.close();
    for (let at = 1; at <= 5; at += 1) {
      writer.write([log('a', `${at}`)]);
      await writer.flush();
    }
    expect(batchFiles(spoolFolder).length).toBeGreaterThan(2);
    const again = await startIngestStub(Number(new URL(stub.url).port));
    await waitFor(() => again.events().length >= 5);
    await writer.flush();
    expect(messages(again)).toEqual(['1', '2', '3', '4', '5']);
    await waitFor(() => batchFiles(spoolFolder).length === 0);
    expect(errors).toHaveLength(1);
    await writer.close();
    expect(readdirSync(writer.spoolFolder)).toEqual([]);
  });

  test('what has no room on the disk is dropped, reported once, and recording goes on', async () => {
    const stub = await startIngestStub();
    await stub.close();
    const { writer, errors } = await open(stub, { maxSpoolBytes: 64 * 1_024, timing: { mostRetryMs: 200 } });
    const noise = () => Array.from({ length: 4_000 }, () => Math.random().toString(36).slice(2)).join('');
    writer.write([runCreated('first')]);
    await writer.flush();
    for (let at = 0; at < 10; at += 1) {
      writer.write([log('first', noise())]);
      await writer.flush().catch(() => {});
    }
    await waitFor(() => errors.some(error => /events for .* were dropped/.test(error.message)));
    expect(errors.filter(error => /cannot write unsent batches to/.test(error.message))).toHaveLength(1);
    await expect(writer.flush()).rejects.toThrow(InspectorError);
    const again = await startIngestStub(Number(new URL(stub.url).port));
    await waitFor(() => again.events().length > 0);
    expect(again.events()[0]).toMatchObject({ id: 'first' });
    await waitFor(() => batchFiles(writer.spoolFolder).length === 0);
    writer.write([runCreated('last')]);
    await waitFor(() => again.events().some(event => event.id === 'last'));
  });

  test('a disk that takes nothing is reported, and what is recorded waits in memory', async () => {
    const stub = await startIngestStub();
    await stub.close();
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), '');
    const spoolFolder = join(folder, 'file');
    const { writer, errors } = await open(stub, { spoolFolder, timing: { mostRetryMs: 200 } });
    writer.write([runCreated('a')]);
    await expect(writer.flush()).rejects.toThrow(/cannot write unsent batches to/);
    expect(errors).toHaveLength(2);
    const again = await startIngestStub(Number(new URL(stub.url).port));
    await waitFor(() => again.events().length === 1);
    await writer.flush();
  });

  test('a flush does not wait for an answer that does not come: after a while the disk is enough', async () => {
    const stub = await startIngestStub();
    stub.respond = () => 'hang';
    const { writer, errors, spoolFolder } = await open(stub, { timing: { slowMs: 300, patienceMs: 500 } });
    writer.write([runCreated('a')]);
    await writer.flush();
    expect(batchFiles(spoolFolder)).toHaveLength(1);
    expect(errors).toMatchObject([{ kind: 'timeout' }]);
  });

  test('a close reports what it leaves, also where a server only asks to retry later', async () => {
    const stub = await startIngestStub();
    stub.respond = () => ({ status: 503, headers: { 'retry-after': '60' } });
    const { writer, errors, spoolFolder } = await open(stub, { timing: { patienceMs: 200 } });
    writer.write([runCreated('a')]);
    await writer.close();
    expect(batchFiles(spoolFolder)).toHaveLength(1);
    expect(errors).toMatchObject([{ hint: expect.stringContaining('the rest waits in') }]);
  });

  test('a close leaves what is left to the next recorder, which sends it under the old name and number', async () => {
    const stub = await startIngestStub();
    stub.respond = () => 'reset';
    const { writer, spoolFolder } = await open(stub);
    writer.write([runCreated('a')]);
    await writer.close();
    const [before] = stub.received;
    stub.respond = () => 'take';
    await open(stub, { spoolFolder });
    await waitFor(() => stub.events().length === 1);
    expect(stub.received.at(-1)).toMatchObject({ writer: before?.writer, sequence: before?.sequence });
    await waitFor(() => readdirSync(join(spoolFolder, readdirSync(spoolFolder)[0] ?? '')).length === 0);
  });
});

describe('a server that does not let a recorder in', () => {
  test('is reported at once; what is recorded waits on the disk until there is a token that is good', async () => {
    const stub = await startIngestStub();
    stub.respond = ({ headers }) =>
      headers.authorization === 'Bearer right' ? 'take' : problem(401, 'unauthorized', 'a wrong token');
    const { writer, errors, spoolFolder } = await open(stub, { token: 'wrong' });
    writer.write([runCreated('a')]);
    await waitFor(() => errors.length === 1);
    expect(errors[0]).toMatchObject({ kind: 'auth' });
    expect(JSON.stringify([errors[0]?.message, errors[0]?.hint])).not.toContain('Bearer');
    await writer.close();
    expect(errors).toHaveLength(1);
    expect(batchFiles(spoolFolder)).toHaveLength(1);
    await open(stub, { token: 'right', spoolFolder });
    await waitFor(() => stub.events().length === 1);
  });
});

describe('a server, or a proxy before it, to which every request is too large', () => {
  const refuseAll = () => ({ status: 413 }) as const;

  test('is reported once; what is recorded waits on the disk, whole, and is sent once it is accepted', async () => {
    const stub = await startIngestStub();
    stub.respond = refuseAll;
    const { writer, errors, spoolFolder } = await open(stub, { timing: { deniedRetryMs: 300 } });
    writer.write([runCreated('a'), log('a', '1'), log('a', '2')]);
    await writer.flush();
    expect(batchFiles(spoolFolder)).toHaveLength(1);
    expect(errors).toMatchObject([
      {
        message: `${stub.url} answers that even a small request is too large`,
        hint: expect.stringMatching(/check the limit.*recorded runs wait in/),
      },
    ]);
    await waitFor(() => stub.received.length > 4);
    stub.respond = () => 'take';
    await waitFor(() => stub.events().length === 3);
    await writer.flush();
    await waitFor(() => batchFiles(spoolFolder).length === 0);
    expect(errors).toHaveLength(1);
  });

  test('is asked seldom', async () => {
    const stub = await startIngestStub();
    stub.respond = refuseAll;
    const { writer } = await open(stub);
    for (let at = 0; at < 5; at += 1) {
      writer.write([runCreated(`r${at}`)]);
      await writer.flush();
    }
    await new Promise(resolve => setTimeout(resolve, 1_000));
    // A batch, and an empty one.
    expect(stub.received).toHaveLength(2);
  });

  test('gets what an ended recorder left once it accepts it', async () => {
    const stub = await startIngestStub();
    stub.respond = refuseAll;
    const { writer, spoolFolder } = await open(stub);
    writer.write([runCreated('a'), log('a', '1')]);
    await writer.close();
    const { writer: second } = await open(stub, { spoolFolder });
    await second.close();
    expect(batchFiles(spoolFolder)).toHaveLength(1);
    stub.respond = () => 'take';
    await open(stub, { spoolFolder });
    await waitFor(() => stub.events().length === 2);
  });
});

describe('while runs are active', () => {
  test('a heartbeat is sent when nothing else is, and none after the end', async () => {
    const stub = await startIngestStub();
    const { writer } = await open(stub, { timing: { heartbeatMs: 200, upkeepMs: 50 } });
    writer.write([runCreated('a', { status: 'running', finishedAt: undefined })]);
    await waitFor(() => stub.received.some(batch => batch.sequence === 0));
    expect(stub.received.at(-1)?.facts).toEqual([]);
    writer.write([{ type: 'run-changed', id: 'a', status: 'success', finishedAt: 2 }]);
    await writer.flush();
    const count = stub.received.length;
    await new Promise(resolve => setTimeout(resolve, 600));
    expect(stub.received).toHaveLength(count);
  });

  test('a request to cancel is heard from the stream and from answers, each run once', async () => {
    const stub = await startIngestStub();
    const { writer } = await open(stub);
    const heard: string[] = [];
    writer.onCancelRequested(() => {
      throw new Error('a listener that fails');
    });
    writer.onCancelRequested(ids => heard.push(...ids));
    const running = { status: 'running', finishedAt: undefined };
    writer.write([runCreated('a', running), runCreated('b', running), runCreated('done')]);
    await waitFor(() => stub.streams.size === 1);
    const say = (ids: readonly string[]): void => {
      for (const stream of stub.streams)
        stream.write(`event: cancel\ndata: ${JSON.stringify({ cancelRequested: ids })}\n\n`);
    };
    say(['a', 'done']);
    await waitFor(() => heard.length === 1);
    say(['a']);
    stub.answer = { refused: [], cancelRequested: ['a', 'b'] };
    writer.write([log('a', 'more')]);
    await waitFor(() => heard.length === 2);
    expect(heard).toEqual(['a', 'b']);
    for (const stream of stub.streams) stream.destroy();
    await waitFor(() => stub.streams.size === 1);
  });

  test('a stream of requests that ends at once is opened again later each time', async () => {
    const stub = await startIngestStub();
    stub.streamsEndAtOnce = true;
    const { writer } = await open(stub);
    writer.write([runCreated('a', { status: 'running', finishedAt: undefined })]);
    await waitFor(() => stub.streamsOpened() > 0);
    await new Promise(resolve => setTimeout(resolve, 2_000));
    expect(stub.streamsOpened()).toBeLessThanOrEqual(6);
  });
});

describe('an address', () => {
  test('that is none, and a token that must not be sent, are refused in words', async () => {
    await expect(open({ url: 'ftp://host' })).rejects.toThrow(InspectorError);
    await expect(open({ url: 'http://example.com' }, { token: 'x' })).rejects.toThrow(InspectorError);
    await expect(open({ url: 'https://ada:secret@example.com' })).rejects.toThrow(
      /contains a name or a password/,
    );
    expect(existsSync(join(tmpdir(), 'secret'))).toBe(false);
  });
});
