import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { toJsonText, toYamlText } from '../../../src/model/payload/payload-text.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { toRunJson } from '../../../src/model/report/run-json.ts';
import type { Run } from '../../../src/model/run.ts';
import { idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { type Host, startHost } from './start-host.ts';
import { waitForStatus } from './wait-for-status.ts';

describe('odd flows of the Workflow SDK', () => {
  let host: Host;
  let store: RunStore;
  beforeAll(async () => {
    host = await startHost();
    store = await host.open();
  });
  afterAll(async () => {
    await store?.close();
    await host?.remove();
  });

  const start = (flow: string, ...args: readonly unknown[]) => host.start(`odd//${flow}`, ...args);
  const spansOf = async (id: string) => (await store.getTrace(id))?.spans ?? [];

  // What the engine itself makes of them: it keeps no cause, no members, and of what is no error only the
  // text.
  it.each([
    ['text', undefined, 'plain: words'],
    ['nothing', undefined, 'Unknown error'],
    ['none', undefined, 'null'],
    ['number', undefined, '42'],
    ['object', undefined, '{"code":"E_ODD","detail":{"at":1}}'],
    ['list', undefined, '["a","b"]'],
    ['empty', 'Error', ''],
    ['emptyFatal', 'FatalError', ''],
    ['custom', 'CardDeclined', 'limit is 20'],
    ['cause', 'Error', 'outer'],
    ['many', 'AggregateError', 'both failed'],
    ['coded', 'TypeError', 'bad argument'],
    ['aborted', 'AbortError', 'stopped'],
    ['lines', 'Error', 'first line\nsecond line\n    at nowhere (x.js:1:1)'],
  ])('shows what a workflow and a step threw: %s', async (kind, name, message) => {
    const ids = [await start('throwFromFlow', kind), await start('throwFromStep', kind)];
    const [ofFlow, ofStep] = [
      await waitForStatus(store, ids[0] ?? '', 'failed'),
      await waitForStatus(store, ids[1] ?? '', 'failed'),
    ];
    expect(ofFlow.error).toMatchObject({ message, code: 'USER_ERROR' });
    expect([ofFlow.error?.name, ofFlow.error?.stepId]).toEqual([name, undefined]);
    expect(ofFlow.errorSummary?.step).toBeUndefined();
    const said = kind === 'nothing' ? 'undefined' : message;
    expect(ofStep.error?.message?.endsWith(said)).toBe(true);
    expect(ofStep.errorSummary).toMatchObject({ name: name ?? 'FatalError', step: 'throwInStep' });
    expect(ofStep.steps).toMatchObject([{ name: 'throwInStep', status: 'failed', attempt: 1 }]);
    expect(ofStep.error?.stepId).toBe(ofStep.steps?.[0]?.id);
    expect((await spansOf(ofStep.id)).filter(span => span.status === 'error')).toHaveLength(2);
  });

  it('shows a step as running after the failure of another one ended the run', async () => {
    const run = await waitForStatus(store, await start('oneOfTwoFails'), 'failed');
    expect(run.errorSummary).toMatchObject({ message: 'the other one', step: 'refuse' });
    expect(run.steps?.map(step => [step.name, step.status])).toEqual([
      ['work', 'running'],
      ['refuse', 'failed'],
    ]);
    await waitFor(async () => (await spansOf(run.id)).every(span => span.endAt !== undefined));
    const after = await store.getRun(run.id, { include: { steps: true } });
    expect(after).toMatchObject({ status: 'failed', finishedAt: run.finishedAt });
    expect(after?.steps?.[0]).toMatchObject({ status: 'success', output: 'long' });
  });

  it('blames none of the steps whose failures were caught', async () => {
    const run = await waitForStatus(store, await start('catchTwice'), 'failed');
    expect([run.errorSummary?.name, run.errorSummary?.step]).toEqual(['RangeError', undefined]);
    expect(run.steps?.map(step => [step.name, step.error?.message])).toEqual([
      ['refuse', 'inner'],
      ['refuse', 'outer'],
      ['work', undefined],
    ]);
  });

  it('shows whether a step or a sleep was first', async () => {
    const [worked, slept] = [await start('workOrGiveUp', 50, '1h'), await start('workOrGiveUp', 4_000, '1s')];
    const first = await waitForStatus(store, worked, 'success');
    // They start in one millisecond, in either order.
    const standing = (run: Run) => new Map(run.steps?.map(step => [step.type, step.status]));
    expect([first.output, standing(first)]).toEqual([
      'worked',
      new Map([
        ['action', 'success'],
        ['sleep', 'canceled'],
      ]),
    ]);
    const second = await waitForStatus(store, slept, 'success');
    expect([second.output, standing(second)]).toEqual([
      'gave up',
      new Map([
        ['action', 'running'],
        ['sleep', 'success'],
      ]),
    ]);
  });

  it('shows that a run with several sleeps goes on after the shortest, and when', async () => {
    const run = await waitForStatus(store, await start('sleepsTogether'), 'sleeping');
    const wakes = run.steps?.map(({ wakeAt }) => wakeAt ?? 0) ?? [];
    expect(wakes).toHaveLength(3);
    expect(run.wakeAt).toBe(Math.min(...wakes));
    expect(Math.abs((run.wakeAt ?? 0) - (run.startedAt ?? 0) - 1_800_000)).toBeLessThan(5_000);
    const year = await waitForStatus(store, await start('longNap'), 'sleeping');
    expect((year.wakeAt ?? 0) - year.createdAt).toBeGreaterThan(364 * 86_400_000);
  });

  it('shows a step that waits for its next attempt as queued, with its due time', async () => {
    const id = await start('later', 3_600_000);
    await waitFor(async () => (await spansOf(id)).some(span => span.kind === 'retry'));
    const run = await waitForStatus(store, id, 'running');
    expect(run.steps?.map(step => [step.status, step.attempt])).toEqual([
      ['failed', 1],
      ['queued', 2],
    ]);
    const wait = (await spansOf(id)).find(span => span.kind === 'retry');
    expect(Date.parse(String(wait?.attributes.retryAfter)) - run.createdAt).toBeGreaterThan(3_590_000);
    expect(wait?.endAt).toBeUndefined();
  });

  it('names the last attempt of a step that ran out of retries', async () => {
    const run = await waitForStatus(store, await start('giveUp'), 'failed');
    expect(run.steps?.map(step => [step.attempt, step.status])).toEqual([1, 2, 3].map(at => [at, 'failed']));
    expect(run.error?.stepId).toBe(run.steps?.[2]?.id);
    expect(run.error?.message).toContain('failed after 2 retries: again and again');
  });

  it('shows what several steps wrote to streams of several names', async () => {
    const run = await waitForStatus(store, await start('speak'), 'success');
    await waitFor(async () => (await store.getTrace(run.id))?.logs.length === 3);
    const logs = (await store.getTrace(run.id))?.logs ?? [];
    expect(logs.map(({ message }) => message)).toEqual(['one', 'aside', 'two']);
    expect(new Set(logs.map(({ attributes }) => attributes.stream)).size).toBe(2);
  });

  it('shows a large value whole, as JSON and as YAML', async () => {
    const run = await waitForStatus(store, await start('large', 3_000_000), 'success');
    const list = Array.from({ length: 1_000 }, (_, at) => ({ at }));
    expect(run.output).toEqual({ text: 'x'.repeat(3_000_000), list });
    expect(run.steps?.[0]?.output).toEqual(run.output);
    const json = toJsonText(toRunJson(run, Date.now()));
    expect(JSON.parse(json).output).toEqual(run.output);
    expect(toYamlText(run.output).length).toBeGreaterThan(3_000_000);
  });

  it('lists the runs that a step started', async () => {
    const run = await waitForStatus(store, await start('parent', 3), 'success');
    const ids = run.output as readonly string[];
    for (const id of ids) await waitForStatus(store, id, 'success');
    const children = await listAll(store, parseQuery('workflow:child'));
    expect([...idsOf(children)].sort()).toEqual([...ids].sort());
  });

  it('names the run that already has the token of a hook', async () => {
    const first = await start('askTaken', 'taken');
    await waitForStatus(store, first, 'waiting');
    const run = await waitForStatus(store, await start('askTaken', 'taken'), 'failed');
    expect(run.errorSummary?.name).toBe('HookConflictError');
    expect(run.steps).toMatchObject([
      { type: 'hook', status: 'failed', error: { message: `a hook of ${first} already has this token` } },
    ]);
  });

  it('shows the request that answered a webhook', async () => {
    const waiting = await waitForStatus(store, await start('answerTheWeb'), 'waiting');
    const { token } = (waiting.steps?.[0]?.input ?? {}) as { readonly token: string };
    const url = new URL(`/.well-known/workflow/v1/webhook/${encodeURIComponent(token)}`, host.url);
    const answered = await fetch(url, { method: 'POST', body: 'hello' });
    expect([answered.status, await answered.text()]).toEqual([202, 'thanks']);
    const run = await waitForStatus(store, waiting.id, 'success');
    expect(run.output).toEqual({ method: 'POST', body: 'hello' });
    expect(run.steps?.[0]).toMatchObject({
      name: 'webhook',
      status: 'success',
      output: { $type: 'Request', method: 'POST', headers: { $type: 'Headers' } },
    });
  });

  it('shows a run that waits for many hooks, some of them answered', async () => {
    const id = await start('manyHooks', 'many', 30);
    await waitForStatus(store, id, 'waiting');
    await waitFor(async () => (await spansOf(id)).filter(span => span.kind === 'hook').length === 30);
    for (let at = 0; at < 10; at += 1) await host.resume(`many-${at}`, at);
    await waitFor(async () => (await spansOf(id)).filter(span => span.status === 'ok').length === 10);
    const run = await waitForStatus(store, id, 'waiting');
    expect(run.steps?.filter(step => step.status === 'waiting')).toHaveLength(20);
    expect(run.steps?.filter(step => step.status === 'success').map(step => step.output)).toEqual(
      Array.from({ length: 10 }, (_, at) => at),
    );
  });

  it('calls a default export by its module', async () => {
    const run = await waitForStatus(store, await host.start('tidy//default', 'x'), 'success');
    expect([run.name, run.output]).toEqual(['tidy', 'x']);
  });

  it('keeps a run sleeping whose sleep is over while its engine is gone', async () => {
    const id = await host.start('nap', '2s');
    const { wakeAt = 0 } = await waitForStatus(store, id, 'sleeping');
    const busy = await start('workOrGiveUp', 60_000, '1h');
    await waitFor(async () => {
      const run = await store.getRun(busy, { include: { steps: true } });
      return run?.steps?.some(step => step.name === 'work' && step.status === 'running') === true;
    });
    await host.stop();
    await waitFor(async () => Date.now() > wakeAt + 500);
    const run = await store.getRun(id, { include: { steps: true } });
    expect(run).toMatchObject({ status: 'sleeping', wakeAt });
    // The file of a step does not show that its worker is gone.
    const left = await waitForStatus(store, busy, 'running');
    expect(left.steps?.find(step => step.name === 'work')).toMatchObject({ status: 'running' });
  });
});
