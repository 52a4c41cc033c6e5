import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import type { FailureMark } from '../../../src/model/failure/memory/failure-mark.ts';
import { knownFailure } from '../../../src/model/failure/summarize-failure.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import type { OwnFailures } from '../../../src/operations/failures/failure-memory.ts';
import { withoutMuted } from '../../../src/operations/notify/without-muted.ts';
import { createMemoryStore, sampleRun } from '../../screen/memory-store.ts';

const failed = (index: number, message = 'no answer') =>
  sampleRun(index, { status: 'failed', errorSummary: { message } });
const before = failed(1);
const now = failed(1_000).createdAt;

function muteOf(run: RunSummary, mute: Partial<FailureMark> = {}): FailureMark {
  const shown = { firstAt: before.createdAt, lastAt: before.createdAt, count: 1 };
  return { failureId: knownFailure(run)?.failure ?? '', kind: 'muted', at: now - 1_000, shown, ...mute };
}

/** The ids of those of the failures of which the terminal is notified. */
async function toldOf(runs: readonly RunSummary[], marks: readonly FailureMark[], failWith?: Error) {
  const store = createMemoryStore([before, ...runs]);
  if (failWith)
    store.listRuns = async () => {
      throw failWith;
    };
  const own: OwnFailures = {
    ...{ seen: () => [], addSeen: () => {}, marks: () => marks },
    ...{ putMark: () => {}, removeMarks: () => {}, problem: () => undefined },
  };
  const told = await withoutMuted(runs, { store, own, now, signal: new AbortController().signal });
  return told.map(({ id }) => id);
}

describe('what is told of muted groups', () => {
  test('nothing while the mute lasts, and all of the others', async () => {
    const runs = [failed(2), failed(3, 'disk is full')];
    expect(await toldOf(runs, [])).toEqual(['run_0002', 'run_0003']);
    expect(await toldOf(runs, [muteOf(before)])).toEqual(['run_0003']);
    expect(await toldOf(runs, [muteOf(before, { mutedUntil: now + 1 })])).toEqual(['run_0003']);
    expect(await toldOf(runs, [muteOf(before, { mutedUntil: now })])).toEqual(['run_0002', 'run_0003']);
    expect(await toldOf(runs, [muteOf(before, { kind: 'known' })])).toEqual(['run_0002', 'run_0003']);
  });

  test('the failures from the one on with which as many have come as it was muted for', async () => {
    const mute = muteOf(before, { mutedForCount: 2 });
    expect(await toldOf([failed(2)], [mute])).toEqual([]);
    expect(await toldOf([failed(2), failed(3)], [mute])).toEqual(['run_0002', 'run_0003']);
  });

  test('everything while the store does not tell how many came since', async () => {
    const away = new InspectorError('unreachable', 'away');
    expect(await toldOf([failed(2)], [muteOf(before, { mutedForCount: 9 })], away)).toEqual(['run_0002']);
  });
});
