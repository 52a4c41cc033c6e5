import { mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { toJsonText } from '../../../src/model/payload/payload-text.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { toRunJson } from '../../../src/model/report/run-json.ts';
import { longestBlock } from '../../bench/longest-block.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { inTime, scaleToLoad } from '../../in-time.ts';
import { createDataFolder, type DataFolder, runId, startedAt } from './data-folder.ts';

describe('unexpected files in a Workflow SDK data folder', () => {
  let folder: DataFolder;
  let store: RunStore;
  beforeEach(async () => {
    folder = createDataFolder();
    store = await folder.open();
  });
  afterEach(async () => {
    await store.close();
    folder.remove();
  });
  const list = (filter = '') => listAll(store, parseQuery(filter));
  const whole = (id: string) => store.getRun(id, { include: { steps: true } });

  function link(name: string, to: string): void {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    symlinkSync(to, join(folder.path, name));
  }

  it('lists and opens a run whose file is a folder, or a link that leads to itself, as unreadable', async () => {
    folder.run(runId(1));
    mkdirSync(join(folder.path, 'runs', `${runId(2)}.json`));
    link(`runs/${runId(3)}.json`, `${runId(3)}.json`);
    link(`runs/${runId(4)}.json`, 'nowhere');
    folder.write(`runs/${runId(5)}.json`, '');
    for (let look = 0; look < 2; look += 1) {
      expect((await list()).map(run => [run.id, run.statusRaw])).toEqual([
        [runId(5), 'unreadable'],
        [runId(4), 'unreadable'],
        [runId(3), 'unreadable'],
        [runId(2), 'unreadable'],
        [runId(1), undefined],
      ]);
    }
    expect((await whole(runId(2)))?.error?.message).toContain('EISDIR');
    expect((await whole(runId(3)))?.error?.message).toBe('it is a link');
    expect(await whole(runId(4))).toMatchObject({ statusRaw: 'unreadable' });
    expect(idsOf(await list('input.0:a'))).toEqual([runId(1)]);
  });

  it.skipIf(process.platform === 'win32')('prints nothing of a file that a link leads to', async () => {
    folder.run(runId(1));
    folder.write('outside.json', { workflowName: 'outside', createdAt: startedAt });
    link(`runs/${runId(2)}.json`, '../outside.json');
    link(`steps/${runId(1)}-step_1.json`, '../outside.json');
    expect((await list()).map(run => run.name)).toEqual(['unreadable file', 'takeOrder']);
    expect(JSON.stringify([await whole(runId(1)), await whole(runId(2))])).not.toContain('outside');
  });

  it.skipIf(process.platform === 'win32').for(['events', 'streams'])(
    'opens no data folder whose %s is a link',
    async name => {
      link(name, '..');
      await expect(folder.open()).rejects.toMatchObject({
        kind: 'unreadable',
        message: expect.stringContaining('is a link'),
      });
    },
  );

  it('reads no file that is larger than a text can be', async () => {
    folder.write(`runs/${runId(1)}.json`, '');
    truncateSync(join(folder.path, `runs/${runId(1)}.json`), 600 * 1024 * 1024);
    expect((await list())[0]?.errorSummary?.message).toBe('it is larger than 512 MB');
  });

  it('leaves out steps, events, waits and chunks that are not files', async () => {
    const stream = `strm_${runId(1).slice(5)}_user`;
    folder.run(runId(1), { status: 'running', completedAt: undefined });
    folder.write(`streams/runs/${runId(1)}.json`, { streams: [stream] });
    const odd = [
      `steps/${runId(1)}-step_1.json`,
      `events/${runId(1)}-evnt_1.json`,
      `waits/${runId(1)}-wait_1.json`,
      `hooks/hook_1.json`,
      `streams/chunks/${stream}-chnk_${runId(1).slice(5)}.bin`,
    ];
    for (const name of odd) mkdirSync(join(folder.path, name), { recursive: true });
    expect(await whole(runId(1))).toMatchObject({ status: 'running', steps: [] });
    expect(await store.getTrace(runId(1))).toMatchObject({ logTotal: 0 });
  });

  it('does not read a device without end', async () => {
    const stream = `strm_${runId(1).slice(5)}_user`;
    folder.run(runId(1), { status: 'running', completedAt: undefined });
    folder.write(`streams/runs/${runId(1)}.json`, { streams: [stream] });
    const odd = [
      `runs/${runId(2)}.json`,
      'runs/wrun_odd.json',
      `steps/${runId(1)}-step_1.json`,
      `events/${runId(1)}-evnt_1.json`,
      `waits/${runId(1)}-wait_1.json`,
      `hooks/hook_1.json`,
      `streams/chunks/${stream}-chnk_${runId(1).slice(5)}.bin`,
    ];
    for (const name of odd) link(name, '/dev/zero');
    expect((await list()).map(run => run.statusRaw)).toEqual(['unreadable', undefined, 'unreadable']);
    expect((await whole(runId(2)))?.error?.message).toBe('it is a link');
    expect(await whole(runId(1))).toMatchObject({ status: 'running', steps: [] });
    expect(await store.getTrace(runId(1))).toMatchObject({ logTotal: 0 });
  });

  it('reports a subfolder that cannot be read', async () => {
    folder.run(runId(1), { status: 'failed', error: { message: 'x' } });
    link('steps', 'steps');
    const [row] = await list();
    expect([row?.id, row?.stepCount, row?.models]).toEqual([runId(1), undefined, []]);
    expect(row?.errorSummary?.step).toBeUndefined();
    await expect(whole(runId(1))).rejects.toMatchObject({ kind: 'unreadable' });
    await expect(list('steps:>1')).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('takes impossible times as missing', async () => {
    folder.run(runId(1), { status: 'running', completedAt: undefined, createdAt: 1e300, startedAt: 9e15 });
    folder.write(`waits/${runId(1)}-wait_1.json`, { waitId: 'wait_1', status: 'waiting', resumeAt: 1e300 });
    folder.events(runId(1), [['wait_created', 10, 'wait_1', { resumeAt: 1e300 }]]);
    const run = await whole(runId(1));
    expect(run).toMatchObject({ status: 'sleeping', steps: [{ type: 'sleep', status: 'sleeping' }] });
    expect([run?.wakeAt, run?.startedAt, run?.steps?.[0]?.wakeAt]).toEqual([undefined, undefined, undefined]);
    expect(run && toJsonText(toRunJson(run, startedAt))).toContain(runId(1));
    expect((await store.getTrace(runId(1)))?.spans).toHaveLength(3);
  });

  it('lists a run whose error nests deeper than the stack allows', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    folder.write(`runs/${runId(1)}.json`, `{"status":"failed","error":{"odd":${deep}}}`);
    folder.run(runId(2));
    const rows = await list();
    expect(idsOf(rows)).toEqual([runId(2), runId(1)]);
    expect(rows[1]?.errorSummary?.message).toContain('{"odd":[[[');
  });

  it('yields to the event loop while it reads thousands of hooks and sleeps', inTime, async () => {
    folder.run(runId(1), { status: 'running', completedAt: undefined });
    for (let at = 0; at < 6_000; at += 1) {
      folder.write(`hooks/hook_${at}.json`, { runId: runId(1), hookId: `hook_${at}`, token: `${at}` });
      folder.write(`waits/${runId(1)}-wait_${at}.json`, { waitId: `${at}`, status: 'waiting' });
    }
    const { cpuMs } = await longestBlock(() => list());
    expect(idsOf(await list('status:waiting'))).toEqual([runId(1)]);
    expect(cpuMs).toBeLessThan(scaleToLoad(60));
  });

  it(
    'yields to the event loop while it reads the steps of many sleeping runs, and reads ended ones once',
    inTime,
    async () => {
      for (let at = 1; at <= 60; at += 1) {
        folder.run(runId(at), { status: 'running', completedAt: undefined });
        folder.write(`waits/${runId(at)}-wait_1.json`, { waitId: '1', status: 'waiting' });
        for (let step = 0; step < 200; step += 1) folder.step(runId(at), `step_${step}`);
      }
      const { cpuMs } = await longestBlock(() => list());
      expect(cpuMs).toBeLessThan(scaleToLoad(40));
      for (let at = 1; at <= 60; at += 1) folder.step(runId(at), 'step_0', { status: 'running' });
      expect(await list('status:sleeping')).toHaveLength(60);
      folder.step(runId(60), 'step_200', { status: 'running' });
      expect(idsOf(await list('status:running'))).toEqual([runId(60)]);
    },
  );
});
