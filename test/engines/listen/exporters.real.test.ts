import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { listenOtlp } from '../../../src/server/otlp/listen-otlp.ts';
import { firstPage } from '../../contract/reading.ts';

const runFile = promisify(execFile);

describe.each(['http/protobuf', 'http/json'])('programs that export to a receiver by %s', protocol => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-listen-'));
  const reports: string[] = [];
  let receiver: Awaited<ReturnType<typeof listenOtlp>>;
  let store: RunStore;
  beforeAll(async () => {
    receiver = await listenOtlp({
      folder,
      bounds: { maxBytes: 10_000_000, keepMs: 60_000 },
      host: '127.0.0.1',
      port: 0,
      report: text => reports.push(text),
    });
    const target = { name: 'otlp', kind: 'otlp', location: folder, reason: 'argument' };
    store = await openOtlpStore({ place: folder, target, pollMs: 20 });
  });
  afterAll(async () => {
    await store?.close();
    await receiver?.close();
    rmSync(folder, { recursive: true });
  });

  /** The flow's run, after its program has ended. */
  async function runOf(flow: string) {
    const port = new URL(receiver.url).port;
    const env = {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_SERVICE_NAME: flow,
    };
    await runFile(process.execPath, [join(import.meta.dirname, 'emit.js'), flow], { env });
    const { runs } = await store.listRuns(parseQuery(`project:${flow}`), firstPage);
    expect(runs).toHaveLength(1);
    return store.getRun(runs[0]?.id ?? '', { include: { steps: true, messages: true } });
  }

  it('are seen with the SDK for Node.js, an error and values of every kind', async () => {
    expect(await runOf('sdk')).toMatchObject({
      id: 'run_sdk',
      name: 'signup',
      status: 'failed',
      steps: [{ name: 'send mail', status: 'failed', error: { name: 'TypeError', message: 'no such box' } }],
    });
    const trace = await store.getTrace('run_sdk');
    expect(trace?.spans.find(({ name }) => name === 'send mail')?.attributes).toMatchObject({
      attempts: 3,
      ratio: 0.5,
      last: true,
      tos: ['ada', 'bob'],
      big: 2 ** 40,
    });
  });

  it('are seen with the AI SDK, with the tokens and the answer of the model', async () => {
    const run = await runOf('ai-sdk');
    expect(run).toMatchObject({ name: 'count', status: 'success', models: ['mock-model'] });
    expect(run?.usage).toMatchObject([{ inputTokens: 3, outputTokens: 5 }]);
    expect(JSON.stringify(run?.messages)).toContain('two boxes');
  });

  it('are seen with LangGraph, with the node that failed', async () => {
    const run = await runOf('langgraph');
    expect(run).toMatchObject({
      name: 'parcels',
      status: 'failed',
      errorSummary: { message: 'no carrier goes to nowhere', step: 'book carrier' },
      // OpenInference leaves out the name of the only value.
      input: 'nowhere',
    });
    expect(run?.steps?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['find price', 'book carrier']),
    );
  });

  it('are refused nothing but their metrics', () => {
    expect(reports).toEqual(['metrics come too, and are dropped: runs are made of spans']);
  });
});
