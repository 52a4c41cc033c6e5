import { expect, test } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { readReport } from '../../../src/operations/failures/read-report.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { doneRun, failedRun, now } from '../../cli/sample-runs.ts';

const own = {
  seen: () => [],
  addSeen: () => {},
  marks: () => [],
  putMark: () => {},
  removeMarks: () => {},
  problem: () => undefined,
};

function read(store: RunStore, options: Partial<Parameters<typeof readReport>[2]> = {}) {
  const { trace: _, ...run } = failedRun;
  return readReport(store, run, { own, now, signal: new AbortController().signal, ...options });
}

const unreadable = async (): Promise<never> => {
  throw new InspectorError('unreachable', 'nothing answers');
};

test('a report has the trace, the group with its runs, and how the run differs from a success', async () => {
  const { subject, spanTotal, explained, group, comparison } = await read(
    createFakeStore([failedRun, doneRun]),
  );
  expect([subject, spanTotal, explained.run.trace?.spans.length]).toEqual(['run', 2, 2]);
  expect(group?.rows).toContainEqual(['Failed runs', '1']);
  expect(group?.runs.map(({ id }) => id)).toEqual(['run_failed']);
  expect(comparison?.runs.map(({ address }) => address)).toEqual(['run_failed', 'run_done']);
});

test('a report on a success has neither a group nor a comparison', async () => {
  const store = createFakeStore([failedRun, doneRun]);
  const signal = new AbortController().signal;
  const { explained, group, comparison } = await readReport(store, doneRun, { own, now, signal });
  expect([explained.failureId, group, comparison]).toEqual([undefined, undefined, undefined]);
});

test('a report is made without a trace, a group and a comparison that cannot be read', async () => {
  const store = { ...createFakeStore([failedRun, doneRun]), getTrace: unreadable, listRuns: unreadable };
  const { explained, group, comparison, unread } = await read({ ...store, failures: undefined });
  expect(explained.run.id).toBe('run_failed');
  expect([explained.run.trace?.spans, group, comparison]).toEqual([[], undefined, undefined]);
  expect(unread).toEqual(['the trace: nothing answers']);
});

test('a report that is stopped rejects', async () => {
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  await expect(read(createFakeStore([failedRun]), { signal: stop.signal })).rejects.toThrow('stopped');
});
