import { expect, it } from 'vitest';
import { createOtlpSource } from '../../../src/engines/otlp/otlp-source.ts';
import type { IndexedRun } from '../../../src/engines/otlp/runs/indexed-run.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { manyRuns } from '../scan/counted-source.ts';

const runs = 1_000;

/** Every hundredth run failed, and none is summarized yet. */
function createCountedRuns() {
  const summarized: string[] = [];
  const list = manyRuns(runs, at => (at % 100 === 50 ? { status: 'failed' } : {})).map(
    ({ summary }): IndexedRun => ({
      id: summary.id,
      createdAt: summary.createdAt,
      outcome: () => ({ status: summary.status }),
      summarize: () => {
        summarized.push(summary.id);
        return { summary, usage: [], parts: [], steps: [] };
      },
    }),
  );
  const index = {
    add: () => {},
    runs: () => list,
    find: () => undefined,
    skipped: () => ({ spans: 0, logs: 0, waitingLogs: 0 }),
  };
  const source = createOtlpSource({
    refresh: () => ({ index, version: 1 }),
    load: () => ({ spans: [], logs: [] }),
    skipped: () => ({ lines: new Map(), ...index.skipped() }),
  });
  return { source, summarized };
}

it('summarizes no run that nobody has read', async () => {
  const { source, summarized } = createCountedRuns();
  for await (const batch of source.read({ query: parseQuery(''), now: 0 })) {
    expect(summarized).toHaveLength(batch.length);
    expect(batch.length).toBeLessThan(runs / 2);
    break;
  }
  expect(await source.total({ query: parseQuery(''), now: 0 })).toBe(runs);
});

it('summarizes few runs whose status does not match, and counts all as read', async () => {
  const { source, summarized } = createCountedRuns();
  let read = 0;
  let failed = 0;
  for await (const batch of source.read({ query: parseQuery('status:failed'), now: 0 })) {
    for (const { summary, skippedBefore = 0 } of batch) {
      read += 1 + skippedBefore;
      failed += Number(summary.status === 'failed');
    }
  }
  expect([read, failed]).toEqual([runs, runs / 100]);
  expect(summarized.length).toBeLessThan(runs / 20);
});
