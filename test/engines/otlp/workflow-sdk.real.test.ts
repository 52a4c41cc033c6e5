import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { waitFor } from '../../contract/reading.ts';
import { type Host, startHost } from '../workflow-sdk/start-host.ts';

describe('the spans of the Workflow SDK', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-otel-'));
  const file = join(folder, 'traces.jsonl');
  const ids = new Map<string, string>();
  let host: Host;
  let store: RunStore;

  beforeAll(async () => {
    const recorder = pathToFileURL(join(import.meta.dirname, 'record-spans.js'));
    vi.stubEnv('OTEL_FILE', file);
    vi.stubEnv('NODE_OPTIONS', `--import=${recorder}`);
    host = await startHost();
    vi.unstubAllEnvs();
    const flows: readonly (readonly [string, ...unknown[]])[] = [
      ['succeed', 'Ada'],
      ['fail', 'no'],
      ['failInFlow', 'oops'],
      ['retry', 50],
      ['nap', '1h'],
      ['ask', 'otel-open'],
      ['askThenNap', 'otel-answered', '1h'],
      ['startChild', 'Kim'],
      ['slow', 60_000],
    ];
    for (const [flow, ...args] of flows) ids.set(flow, await host.start(flow, ...args));
    await waitFor(() => existsSync(file));
    const target = { name: 'otlp', kind: 'otlp', location: file, reason: 'argument' };
    store = await openOtlpStore({ place: file, target, pollMs: 20 });
  });
  afterAll(async () => {
    await store?.close();
    await host?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const read = async (flow: string) => store.getRun(ids.get(flow) ?? '', { include: { steps: true } });
  const reaches = (flow: string, status: string) =>
    waitFor(async () => (await read(flow))?.status === status, 30_000);

  it.each([
    ['succeed', 'success'],
    ['fail', 'failed'],
    ['failInFlow', 'failed'],
    ['retry', 'success'],
    ['nap', 'sleeping'],
    ['ask', 'waiting'],
    ['startChild', 'success'],
    ['slow', 'running'],
  ])('tell that %s is %s', reaches);

  it('tell that a run sleeps whose hook was answered', async () => {
    await reaches('askThenNap', 'waiting');
    await host.resume('otel-answered', { yes: true });
    await reaches('askThenNap', 'sleeping');
  });

  it('tell of a cancel, though it has a trace of its own', async () => {
    await reaches('nap', 'sleeping');
    await host.cancel(ids.get('nap') ?? '');
    await reaches('nap', 'canceled');
    expect((await read('nap'))?.finishedAt).toBeDefined();
  });

  it('tell what failed, and of the attempts', async () => {
    await reaches('fail', 'failed');
    await reaches('retry', 'success');
    const failed = await read('fail');
    expect(failed).toMatchObject({
      name: 'fail',
      errorSummary: { name: 'FatalError', message: 'refused: no', step: 'refuse' },
      steps: [
        { name: 'greet', status: 'success' },
        { name: 'refuse', status: 'failed' },
      ],
    });
    const attempts = (await read('retry'))?.steps?.map(({ name, attempt, status }) => [
      name,
      attempt,
      status,
    ]);
    expect(attempts).toEqual([
      ['failTwice', 1, 'failed'],
      ['failTwice', 2, 'failed'],
      ['failTwice', 3, 'success'],
    ]);
  });
});
