import { existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createToken, type KnownTokens } from '../../../src/server/access/tokens.ts';
import { type ListenOptions, listenOtlp } from '../../../src/server/otlp/listen-otlp.ts';
import { rawRequest } from '../raw-request.ts';

const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'run', startTimeUnixNano: '1' };
const ofShop = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
const request = (...spans: readonly object[]) =>
  JSON.stringify({ resourceSpans: [{ resource: ofShop, scopeSpans: [{ spans }] }] });
const recorded = (name: string) => readFileSync(join(import.meta.dirname, 'recorded', name));

const json = { 'content-type': 'application/json' };
const protobuf = { 'content-type': 'application/x-protobuf' };

async function start(options: Partial<ListenOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-otlp-'));
  const reports: string[] = [];
  const bugs: unknown[] = [];
  const receiver = await listenOtlp({
    folder,
    bounds: { maxBytes: 10_000_000, keepMs: 60_000 },
    host: '127.0.0.1',
    port: 0,
    report: text => reports.push(text),
    reportOutage: text => reports.push(text),
    reportBug: error => bugs.push(error),
    ...options,
  });
  onTestFinished(async () => {
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
    expect(bugs).toEqual([]);
  });
  return {
    folder,
    reports,
    url: receiver.url,
    post: (path: string, headers: Readonly<Record<string, string>>, body: Uint8Array | string) =>
      rawRequest(`${receiver.url}${path}`, { method: 'POST', headers, body }),
    lines: () =>
      globSync('*.jsonl', { cwd: folder }).flatMap(name =>
        readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').slice(1),
      ),
  };
}

describe('a receiver', () => {
  it('keeps JSON as it came, in one line', async () => {
    const { post, lines } = await start();
    const pretty = JSON.stringify(JSON.parse(request(span)), undefined, 2);
    expect(await post('/v1/traces', json, pretty)).toMatchObject({ status: 200, text: '{}' });
    expect(lines()).toEqual([pretty.replaceAll('\n', ' ')]);
  });

  it('keeps what Protocol Buffers say, zipped or not, as JSON', async () => {
    const { post, lines } = await start();
    expect(await post('/v1/traces', protobuf, recorded('traces.pb'))).toMatchObject({
      status: 200,
      text: '',
    });
    const zipped = { ...protobuf, 'content-encoding': 'gzip' };
    expect(await post('/v1/logs', zipped, gzipSync(recorded('logs.pb')))).toMatchObject({ status: 200 });
    const [traces = '', logs = ''] = lines();
    expect(JSON.parse(traces).resourceSpans[0].scopeSpans[0].spans).toHaveLength(2);
    expect(JSON.parse(logs).resourceLogs[0].scopeLogs[0].logRecords[0].eventName).toBe('order.failed');
  });

  it('says how many spans it refused that can belong to no run, and keeps the others', async () => {
    const { post, lines } = await start();
    const mixed = request(span, { ...span, traceId: '' }, { ...span, spanId: '0'.repeat(16) });
    const answer = await post('/v1/traces', json, mixed);
    expect(JSON.parse(answer.text)).toEqual({
      partialSuccess: {
        rejectedSpans: '2',
        errorMessage: 'spans without a trace id or a span id belong to no run',
      },
    });
    expect(lines()).toEqual([request(span)]);
    const withoutTrace = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{}] }] }] });
    expect((await post('/v1/logs', json, withoutTrace)).text).toContain('"rejectedLogRecords":"1"');
    expect(lines()).toHaveLength(1);
  });

  it('answers in Protocol Buffers what came in them', async () => {
    const { post } = await start();
    // A span with a name alone.
    const nameless = Uint8Array.from([0x0a, 7, 0x12, 5, 0x12, 3, 0x2a, 1, 0x78]);
    const partial = await post('/v1/traces', protobuf, nameless);
    expect([...Buffer.from(partial.text).subarray(0, 5)]).toEqual([0x0a, 58, 8, 1, 0x12]);
    expect(partial.text).toContain('belong to no run');
    const failed = await post('/v1/traces', protobuf, 'no such thing');
    expect(failed).toMatchObject({ status: 400, headers: protobuf });
    expect(failed.text).toBe('\u0012(the body is not OTLP in Protocol Buffers');
  });

  it('drops metrics with a friendly answer, and says so', async () => {
    const { post, lines, reports } = await start();
    expect(await post('/v1/metrics', json, '{"resourceMetrics":[]}')).toMatchObject({ status: 200 });
    expect(lines()).toEqual([]);
    expect(reports).toEqual(['metrics come too, and are dropped: runs are made of spans']);
  });

  it('refuses a body that is cut, foreign, zipped wrongly, too large or too full, and keeps nothing of it', async () => {
    const { post, lines, url } = await start();
    const zipped = { ...protobuf, 'content-encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(65 * 1_024 * 1_024));
    const cases = [
      [json, '{"resourceSpans":[', 400],
      [json, '{"spans":[]}', 400],
      [json, Buffer.from([0x7b, 0xff, 0x7d]), 400],
      [json, '['.repeat(100_000), 400],
      [json, '['.repeat(2_100_000), 413],
      [protobuf, recorded('traces.pb').subarray(0, 300), 400],
      [protobuf, Buffer.from('0a00'.repeat(2_000_100), 'hex'), 413],
      [zipped, 'not zipped', 400],
      [zipped, gzipSync(recorded('traces.pb')).subarray(0, 100), 400],
      [zipped, bomb, 413],
      [{ ...json, 'content-encoding': 'br' }, request(span), 415],
      [{ 'content-type': 'text/plain' }, request(span), 415],
      [{}, request(span), 415],
    ] as const;
    for (const [headers, body, status] of cases)
      expect([body.length, (await post('/v1/traces', headers, body)).status]).toEqual([body.length, status]);
    expect(await post('/v1/traces/', json, request(span))).toMatchObject({ status: 404 });
    expect((await rawRequest(`${url}/v1/traces`)).status).toBe(405);
    expect(lines()).toEqual([]);
  });

  it('keeps a span whose values nest deeply, which the screen then cuts', async () => {
    const { post, lines } = await start();
    const deep = `${'{"arrayValue":{"values":['.repeat(5_000)}${']}}'.repeat(5_000)}`;
    const text = request(span).replace('"name":"run"', `"attributes":[{"key":"k","value":${deep}}]`);
    expect(await post('/v1/traces', json, text)).toMatchObject({ status: 200 });
    expect(lines()).toEqual([text]);
  });

  it('ends a connection whose body does not arrive', async () => {
    const { url } = await start({ timeouts: { headMs: 200, requestMs: 200, checkMs: 20 } });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n');
    socket.write('content-type: application/json\r\n\r\n{');
    await new Promise(resolve => socket.once('close', resolve).resume());
  });

  it('asks for the same again while nothing can be written, and says both', async () => {
    const { folder, post, lines, reports } = await start();
    await post('/v1/traces', json, request(span));
    renameSync(folder, `${folder}-away`);
    rmSync(`${folder}-away`, { recursive: true });
    writeFileSync(folder, 'a file in the place of the folder');
    const refused = await post('/v1/traces', json, request(span));
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    rmSync(folder);
    expect(await post('/v1/traces', json, request(span))).toMatchObject({ status: 200 });
    expect(lines()).toEqual([request(span)]);
    expect(reports).toEqual([
      expect.stringMatching(/^nothing can be kept at the moment: E/),
      'what comes is kept again',
    ]);
  });

  it('tells a program of gRPC what to set', async () => {
    const { url, reports } = await start();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    await new Promise(resolve => socket.once('close', resolve).resume());
    expect(reports.join()).toContain('OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf');
  });

  it('takes nothing from a page in a browser, nor from another machine without a token', async () => {
    const { post } = await start();
    const page = { ...json, origin: 'https://example.com' };
    expect(await post('/v1/traces', page, request(span))).toMatchObject({ status: 403 });
    const { id, text, hash } = createToken();
    const token = { id, hash, name: 'app', scopes: ['record'] as const, createdAt: 1 };
    const tokens: KnownTokens = {
      list: async () => [token],
      find: async one => (one === id ? token : undefined),
    };
    const open = await start({ host: '0.0.0.0', tokens });
    expect(await open.post('/v1/traces', json, request(span))).toMatchObject({ status: 401 });
    const withToken = { ...json, authorization: `Bearer ${text}` };
    expect(await open.post('/v1/traces', withToken, request(span))).toMatchObject({ status: 200 });
  });

  it('says in which folder nothing can be kept', async () => {
    const folder = join(tmpdir(), 'runlens-otlp-file');
    writeFileSync(folder, '');
    onTestFinished(() => rmSync(folder));
    await expect(start({ folder })).rejects.toThrow(`nothing can be kept in ${folder}: E`);
  });

  it('does not listen to other machines without a token, and writes nothing then', async () => {
    const folder = join(tmpdir(), 'runlens-otlp-never');
    await expect(start({ host: '0.0.0.0', folder })).rejects.toThrow('there are no tokens');
    expect(existsSync(folder)).toBe(false);
  });
});
