import { stringify } from 'devalue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../../src/contract/run-store.ts';
import { decodeWorkflowPayload } from '../../../../src/engines/workflow-sdk/payloads/decode-workflow-payload.ts';
import { withWholeValues } from '../../../../src/model/payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../../../src/model/payload/lazy/lazy-payload.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { longestBlock } from '../../../bench/longest-block.ts';
import { idsOf, listAll } from '../../../contract/reading.ts';
import { inTime } from '../../../in-time.ts';
import { trials } from '../../../trials.ts';
import { createDataFolder, type DataFolder, encoded, runId } from '../data-folder.ts';

const items = Array.from({ length: trials(6_000, 3_000) }, (_, at) => ({
  id: at,
  when: new Date(at),
  name: `item ${at}`,
  more: { text: 'some text '.repeat(5), list: [at, -0, undefined] },
}));
const large = encoded(stringify({ items, note: 'große 🙂'.repeat(60_000) }));
const decoded = JSON.stringify(decodeWorkflowPayload(large));
/** `toEqual` takes long to compare so much. */
const isDecoded = (value: unknown) => JSON.stringify(value) === decoded;

describe('large files of a Workflow SDK data folder', () => {
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
  const whole = (id: string) => store.getRun(id, { include: { steps: true } });

  it(
    'shows the same as of small ones, and blocks the thread for less than parsing them would',
    inTime,
    async () => {
      folder.run(runId(1), { input: large, output: large });
      folder.step(runId(1), 'step_1', { input: encoded('[{"args":1},[]]'), output: large });
      folder.events(runId(1), [
        ['step_created', 10, 'step_1', { input: large }],
        ['step_started', 20, 'step_1'],
        ['step_completed', 100, 'step_1', { result: large }],
        ['hook_created', 110, 'hook_1', { token: 't' }],
        ['hook_received', 120, 'hook_1', { payload: large }],
      ]);
      await store.getRun(runId(1));
      let run = await whole(runId(1));
      const { cpuMs } = await longestBlock(async () => {
        run = await whole(runId(1));
      });
      expect([run?.input, run?.output].map(isDecoded)).toEqual([true, true]);
      expect(run?.steps).toMatchObject([{ status: 'success' }, { type: 'hook', status: 'success' }]);
      expect(run?.steps?.map(step => isDecoded(step.output))).toEqual([true, true]);
      expect(run?.raw).toMatchObject({ status: 'completed', specVersion: 3 });
      const parsing = await longestBlock(async () => decodeWorkflowPayload(large));
      expect(cpuMs).toBeLessThan(parsing.cpuMs / 2);
      const spans = (await store.getTrace(runId(1)))?.spans ?? [];
      const received = spans.find(({ kind }) => kind === 'hook')?.events[0];
      expect(isDecoded(received?.attributes.payload)).toBe(true);
    },
  );

  it('opens their inputs and outputs where they are looked at, for who asks for that', async () => {
    const usage = { usage: { inputTokens: 3 }, model: 'm', text: 'x'.repeat(2_000_000) };
    folder.run(runId(1), { input: large, output: large });
    folder.step(runId(1), 'step_1', { output: encoded(stringify(usage)) });
    const run = await store.getRun(runId(1), { include: { steps: true, lazyPayloads: true } });
    const values = [run?.input, run?.output, run?.steps?.[0]?.output];
    expect(values.map(value => value instanceof LazyContainer)).toEqual([true, true, true]);
    expect(values.slice(0, 2).map(value => isDecoded(withWholeValues(value)))).toEqual([true, true]);
    expect(run?.usage).toMatchObject([{ name: 'm', inputTokens: 3 }]);
  });

  it('lists and searches them among the others', async () => {
    const error = { message: 'too much', stack: 'SizeError: too much\n at x' };
    folder.run(runId(1), { status: 'failed', error, input: large, output: undefined });
    folder.run(runId(2));
    const rows = await listAll(store, parseQuery(''));
    expect(rows).toMatchObject([
      { id: runId(2), status: 'success' },
      { id: runId(1), status: 'failed', errorSummary: { name: 'SizeError', message: 'too much' } },
    ]);
    expect(idsOf(await listAll(store, parseQuery('input.note:große*')))).toEqual([runId(1)]);
    expect(idsOf(await listAll(store, parseQuery('status:success')))).toEqual([runId(2)]);
    expect((await store.getRun(runId(1)))?.error).toMatchObject({ name: 'SizeError', value: error });
  });

  it('says what is wrong with one that cannot be read', async () => {
    const brackets = 600_000;
    folder.write(`runs/${runId(1)}.json`, `{"runId":"${'x'.repeat(2_000_000)}`);
    folder.write(`runs/${runId(2)}.json`, `{"input":${'['.repeat(brackets)}${']'.repeat(brackets)}}`);
    folder.write(`runs/${runId(3)}.json`, JSON.stringify('x'.repeat(2_000_000)));
    folder.run(runId(4));
    const rows = await listAll(store, parseQuery(''));
    expect(rows.map(run => run.statusRaw)).toEqual([undefined, 'unreadable', 'unreadable', 'unreadable']);
    expect((await whole(runId(1)))?.error?.name).toBe('UnreadableFile');
    expect((await whole(runId(2)))?.error?.message).toBe('it nests too deep');
    expect((await whole(runId(3)))?.error?.message).toBe('the file holds no JSON object');
  });

  it('stops reading once nobody waits for the file', async () => {
    folder.run(runId(1), { input: large });
    await expect(store.getRun(runId(1), { signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow(
      'left',
    );
    const ending = new AbortController();
    const asked = store.getRun(runId(1), { signal: ending.signal });
    ending.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
    expect(isDecoded((await store.getRun(runId(1)))?.input)).toBe(true);
  });
});
