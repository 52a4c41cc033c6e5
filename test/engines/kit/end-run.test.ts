import { describe, expect, it } from 'vitest';
import { type ActAnswer, createEndedRuns, endRun } from '../../../src/engines/kit/end-run.ts';
import type { Run } from '../../../src/model/run.ts';
import { sampleRun } from '../../screen/memory-store.ts';

const running = runOf({ status: 'running', finishedAt: undefined });

function runOf(fields: Partial<Run>): Run {
  return { ...sampleRun(1), id: 'run_1', usage: [], ...fields };
}

/** Ends a run that is first in one state and then in another. */
async function ends(before: Run | undefined, answer: ActAnswer, after?: Run, kept = createEndedRuns()) {
  const states = [before, after];
  const acted: string[] = [];
  const result = await endRun('run_1', {
    kept,
    read: async () => states.shift(),
    act: async ({ id }) => {
      acted.push(id);
      return answer;
    },
  });
  return { result, acted, kept };
}

const sent = { type: 'sent' } as const;
const refused = { type: 'refused', reason: 'it is locked' } as const;
const canceled = runOf({ status: 'canceled' });
const failed = runOf({ status: 'failed' });

describe('the end of a run', () => {
  it.each([
    ['was sent and has come', sent, canceled, { type: 'canceled' }],
    ['was sent and the run failed', sent, failed, { type: 'already-finished', status: 'failed' }],
    ['was sent and the run goes on', sent, running, { type: 'requested' }],
    ['was sent and the engine has forgotten the run', sent, undefined, { type: 'canceled' }],
    ['is going to come', { type: 'pending' } as const, undefined, { type: 'requested' }],
    ['was refused', refused, running, refused],
    ['was refused, as the engine has forgotten the run', refused, undefined, refused],
    ['was refused, as it had come', refused, failed, { type: 'already-finished', status: 'failed' }],
    ['was too late: the run is gone', { type: 'gone' } as const, undefined, { type: 'not-found' }],
    [
      'cannot be asked for: the engine has no such run',
      { type: 'gone' } as const,
      running,
      { type: 'not-found' },
    ],
    [
      'was too late: the run has ended',
      { type: 'gone' } as const,
      canceled,
      { type: 'already-finished', status: 'canceled' },
    ],
  ])('%s', async (_, answer, after, result) => {
    const ended = await ends(running, answer, after);
    expect(ended.result).toEqual(result);
    expect(ended.acted).toEqual(['run_1']);
  });

  it('is asked for only while the run goes on', async () => {
    const over = await ends(failed, sent);
    expect([over.result, over.acted]).toEqual([{ type: 'already-finished', status: 'failed' }, []]);
    const none = await ends(undefined, sent);
    expect([none.result, none.acted]).toEqual([{ type: 'not-found' }, []]);
  });

  it('is asked for of a run in an unknown status, unless that has ended', async () => {
    const odd = runOf({ status: 'unknown', statusRaw: 'Paused', finishedAt: undefined });
    expect((await ends(odd, sent, canceled)).result).toEqual({ type: 'canceled' });
    const over = await ends({ ...odd, finishedAt: 9 }, sent);
    expect([over.result, over.acted]).toEqual([{ type: 'already-finished', status: 'unknown' }, []]);
  });

  it('is asked for once, where a second request would disturb the first', async () => {
    const asked = { ...running, cancelRequestedAt: 5 };
    const ending = { read: async () => asked, act: async () => refused, kept: createEndedRuns() };
    expect(await endRun('run_1', { ...ending, isSentOnce: true })).toEqual({ type: 'requested' });
    expect(await endRun('run_1', ending)).toEqual(refused);
  });

  it('is shown as requested from the first request on, until the run has ended', async () => {
    const before = Date.now();
    const { kept } = await ends(running, sent, running);
    const first = kept.withRequest(running).cancelRequestedAt ?? 0;
    expect(first).toBeGreaterThanOrEqual(before);
    kept.addRequest('run_1', first + 999);
    expect(kept.withRequest(running).cancelRequestedAt).toBe(first);
    expect(kept.withRequest({ ...running, cancelRequestedAt: 5 }).cancelRequestedAt).toBe(5);
    expect(kept.withRequest(canceled)).toBe(canceled);
    expect(kept.withRequest({ ...running, id: 'run_2' }).cancelRequestedAt).toBeUndefined();
  });

  it.each([refused, { type: 'gone' } as const])('is not shown as requested after %j', async answer => {
    const { kept } = await ends(running, answer, running);
    expect(kept.withRequest(running)).toBe(running);
  });

  it('leaves the run to be looked at where the engine forgets it, without what it was waiting for', async () => {
    const waiting = runOf({
      status: 'sleeping',
      statusLabel: 'Scheduled',
      wakeAt: 9,
      waitingFor: 'a',
      finishedAt: undefined,
    });
    const { kept } = await ends(waiting, sent);
    const left = kept.find('run_1');
    expect(left).toMatchObject({
      status: 'canceled',
      cancel: { outcome: expect.stringContaining('forgotten') },
    });
    expect([left?.statusLabel, left?.wakeAt, left?.waitingFor]).toEqual([undefined, undefined, undefined]);
    expect((await ends(undefined, sent, undefined, kept)).result).toEqual({
      type: 'already-finished',
      status: 'canceled',
    });
  });
});

const megabyte = 1_024 * 1_024;

/** The numbers of those that are still kept, of runs with these sizes. */
function keptOf(sizes: readonly number[]): readonly number[] {
  const kept = createEndedRuns();
  for (const [at, bytes] of sizes.entries())
    kept.addVanished({ ...running, id: `run_${at}`, input: 'x'.repeat(bytes) }, at);
  return [...sizes.keys()].filter(at => kept.find(`run_${at}`));
}

describe('runs that an engine has forgotten', () => {
  it('say whether they had begun', () => {
    const kept = createEndedRuns();
    kept.addVanished({ ...running, startedAt: 5 }, 9);
    expect(kept.find('run_1')?.cancel?.outcome).toBe('canceled: the engine has forgotten it');
    kept.addVanished({ ...running, startedAt: undefined }, 9);
    expect(kept.find('run_1')?.cancel?.outcome).toBe('canceled before it began: the engine has forgotten it');
  });

  it('are kept up to a number and a size, the newest always', () => {
    const many = keptOf(Array.from({ length: 1_200 }, () => 10));
    expect([many.length, many[0]]).toEqual([1_000, 200]);
    expect(keptOf([9, 5, 5, 5].map(size => size * megabyte))).toEqual([1, 2, 3]);
    expect(keptOf([5, 5, 20].map(size => size * megabyte))).toEqual([2]);
    expect(keptOf([20, 5].map(size => size * megabyte))).toEqual([1]);
  });

  it('are counted once, however often they are ended', () => {
    const kept = createEndedRuns();
    kept.addVanished({ ...running, id: 'run_1', input: 'x'.repeat(5 * megabyte) }, 1);
    for (let times = 0; times < 9; times += 1)
      kept.addVanished({ ...running, id: 'run_2', input: 'x'.repeat(5 * megabyte) }, 1);
    expect(kept.find('run_1')).toMatchObject({ status: 'canceled', finishedAt: 1 });
  });

  it('forget the oldest request of very many', () => {
    const kept = createEndedRuns();
    for (let at = 0; at < 1_200; at += 1) kept.addRequest(`run_${at}`, at);
    expect(kept.withRequest({ ...running, id: 'run_100' }).cancelRequestedAt).toBeUndefined();
    expect(kept.withRequest({ ...running, id: 'run_1199' }).cancelRequestedAt).toBe(1_199);
  });
});
