import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/demo/data/random.ts';
import { flows } from '../../../src/demo/data/sample-flows.ts';
import { playRun, recordLiveRuns } from '../../../src/demo/live/live-runs.ts';
import { writeDemoStore } from '../../../src/demo/write-demo-store.ts';
import { inTime, scaleToLoad } from '../../in-time.ts';
import { makeFolder, openRecorded, openStoreAt, readRuns, until } from '../../recorder/recorded.ts';

async function makeStore(): Promise<string> {
  const path = join(makeFolder(), 'demo.db');
  await writeDemoStore({ path, size: 20, now: Date.now() });
  return path;
}

describe('live runs of the sample', () => {
  test(
    'are new runs that end within a second of a cancel, and all end when they are stopped',
    inTime,
    async () => {
      const path = await makeStore();
      const store = await openStoreAt(path);
      const controller = new AbortController();
      const recording = recordLiveRuns({ path, seed: 1, signal: controller.signal });
      const isLive = (id: string): boolean => !old.has(id);
      const old = new Set((await readRuns(store)).map(run => run.id));
      const running = await until(async () =>
        (await readRuns(store)).find(
          run => isLive(run.id) && ['running', 'sleeping', 'waiting'].includes(run.status),
        ),
      );
      expect(await store.cancelRun(running.id)).toEqual({ type: 'requested' });
      const requestedAt = performance.now();
      await until(async () => ((await store.getRun(running.id))?.status === 'canceled' ? true : undefined));
      expect(performance.now() - requestedAt).toBeLessThan(scaleToLoad(1_500));
      controller.abort();
      await recording;
      const live = (await readRuns(store)).filter(run => isLive(run.id));
      expect(live.filter(run => run.finishedAt === undefined)).toEqual([]);
    },
  );

  test('begin a workflow that somebody starts, and end with the sample', async () => {
    const path = await makeStore();
    const store = await openStoreAt(path);
    const controller = new AbortController();
    const recording = recordLiveRuns({ path, seed: 1, signal: controller.signal });
    const started = await until(async () => {
      const result = await store.startRun({
        workflow: 'signup-pipeline',
        input: { email: 'ada@example.com' },
      });
      return result.type === 'started' ? result : undefined;
    });
    await until(async () => ((await store.getRun(started.id))?.startedAt === undefined ? undefined : true));
    controller.abort();
    await recording;
    const run = await store.getRun(started.id, { include: { steps: true } });
    expect(run?.status).toBe('canceled');
    expect(run?.steps?.length).toBeGreaterThan(0);
  });

  test('run every flow to its end through the recorder, the same way for the same seed', async () => {
    const play = async (): Promise<readonly string[]> => {
      const { recorder, runs } = await openRecorded();
      const plays = flows.flatMap((flow, index) =>
        [1, 2, 3].map(seed => playRun(recorder, createRandom(seed, index), flow, { speed: 2_000 })),
      );
      await Promise.allSettled(plays);
      const played = (await runs()).map(run => ({
        about: [
          run.name,
          run.status,
          run.input,
          run.output,
          run.errorSummary,
          run.trigger.label,
          run.actor,
          run.costUsd,
        ],
        steps: run.steps?.map(step => [step.name, step.attempt, step.status, step.error?.message]),
      }));
      return played.map(run => JSON.stringify(run)).toSorted();
    };
    const first = await play();
    expect(first).toHaveLength(3 * flows.length);
    for (const status of ['success', 'failed'])
      expect(first.filter(run => run.includes(`"${status}"`)).length).toBeGreaterThan(3);
    expect(await play()).toEqual(first);
  });
});
