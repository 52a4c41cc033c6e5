import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSpans } from '../../../src/contract/trace-pages.ts';
import { toSteps, toTrace, type WorkItem } from '../../../src/engines/kit/work-items.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { knownStatuses } from '../../../src/model/status.ts';
import { trials } from '../../trials.ts';

const run: RunSummary = {
  ...{ id: 'run_1', kind: 'workflow', name: 'signup', status: 'success' },
  trigger: { type: 'api', label: 'API', raw: '' },
  ...{ createdAt: 100, startedAt: 100, finishedAt: 900, models: [], services: [] },
};
const error = { value: { message: 'no answer' }, message: 'no answer' };
const charge: WorkItem = { id: 'a', name: 'charge', type: 'action', createdAt: 200, status: 'success' };

async function stepsOf(item: Partial<WorkItem>) {
  return toSteps({ items: [{ ...charge, ...item }] });
}

/** The spans as `name start–end`, with a `-` for what has no end. */
async function spansOf(summary: Partial<RunSummary>, ...items: readonly Partial<WorkItem>[]) {
  const work = { items: items.map((item, at) => ({ ...charge, id: `item-${at}`, ...item })) };
  const { spans } = await toTrace({ ...run, ...summary }, work);
  return spans.map(({ name, startAt, endAt = '-' }) => `${name} ${startAt}–${endAt}`);
}

describe('the steps of a run', () => {
  it('are one for each attempt, the last of which has the status, the output and the end', async () => {
    const attempts = [
      { startedAt: 200, endedAt: 250, error },
      { startedAt: 300, endedAt: 350, error },
    ];
    const steps = await stepsOf({
      ...{ attempts, lastStartedAt: 400, endedAt: 500, parentId: 'b' },
      ...{ input: () => 1, output: () => null },
    });
    const shared = { name: 'charge', type: 'action', parentId: 'b', input: 1 };
    const failed = { ...shared, status: 'failed', error };
    expect(steps).toEqual([
      { ...failed, id: 'a-try-1', attempt: 1, startedAt: 200, finishedAt: 250 },
      { ...failed, id: 'a-try-2', attempt: 2, startedAt: 300, finishedAt: 350 },
      { ...shared, id: 'a', status: 'success', attempt: 3, startedAt: 400, finishedAt: 500, output: null },
    ]);
  });

  it('begin where the attempt before ended, if nothing tells when', async () => {
    const steps = await stepsOf({
      attempts: [
        { endedAt: 250, error },
        { endedAt: 350, error },
      ],
      endedAt: 500,
    });
    expect(steps.map(({ startedAt, finishedAt }) => [startedAt, finishedAt])).toEqual([
      [200, 250],
      [250, 350],
      [350, 500],
    ]);
  });

  it('are of unknown outcome where an attempt left no error, and have no start where the last never began', async () => {
    const steps = await stepsOf({
      ...{ attempts: [{ startedAt: 200, endedAt: 300 }], isUnstarted: true },
      ...{ status: 'canceled', endedAt: 500 },
    });
    expect(steps.map(({ status, startedAt, finishedAt }) => [status, startedAt, finishedAt])).toEqual([
      ['unknown', 200, 300],
      ['canceled', undefined, 500],
    ]);
  });

  it('are there for attempts of which only the error is known', async () => {
    const steps = await stepsOf({ attempts: [{ error }, { error }], status: 'failed', error, endedAt: 500 });
    expect(steps.map(({ attempt, status, finishedAt }) => [attempt, status, finishedAt])).toEqual([
      [1, 'failed', undefined],
      [2, 'failed', undefined],
      [3, 'failed', 500],
    ]);
  });

  it('have the number of the attempt where the ones before are not recorded', async () => {
    expect(await stepsOf({ attempt: 4 })).toMatchObject([{ id: 'a', attempt: 4 }]);
  });

  it.each([
    ['queued', { wakeAt: 700 }],
    ['sleeping', { startedAt: 200, wakeAt: 700 }],
    ['running', { startedAt: 200 }],
    ['waiting', { startedAt: 200 }],
    ['success', { startedAt: 200 }],
  ] as const)('that are %s tell when they go on only where they do by themselves', async (status, times) => {
    const [step] = await stepsOf({ status, wakeAt: 700 });
    expect(step).toEqual({ id: 'a', name: 'charge', type: 'action', status, attempt: 1, ...times });
  });

  it('have no end while they go on, and one in an unknown status that has ended', async () => {
    expect((await stepsOf({ status: 'running', endedAt: 500 }))[0]?.finishedAt).toBeUndefined();
    expect((await stepsOf({ status: 'unknown', endedAt: 500 }))[0]?.finishedAt).toBe(500);
  });

  it('are those that an engine kept, as they are', async () => {
    const steps = await stepsOf({});
    const trace = { spans: [], logs: [] };
    expect(await toSteps({ steps, trace })).toBe(steps);
    expect(await toTrace(run, { steps, trace })).toBe(trace);
  });
});

describe('the trace of a run', () => {
  it('show inside of an item when it waited, which began with the first wait', async () => {
    const wait = (kind: string, startAt: number, endAt?: number) => ({
      ...{ name: kind, kind, startAt, endAt },
      attributes: {},
    });
    const waits = [wait('queued', 150, 200), wait('retry', 250)];
    expect(await spansOf({}, { waits, status: 'queued', attempts: [{ endedAt: 250, error }] })).toEqual([
      'signup 100–900',
      'charge 150–-',
      'queued 150–200',
      'attempt 1 200–250',
      'retry 250–-',
    ]);
  });

  it('has the run, and below it each item with its attempts, the last of which is its end', async () => {
    const attempts = [
      { endedAt: 250, error },
      { endedAt: 350, error },
    ];
    const logs = [{ at: 210, level: 'info', message: 'charging', attributes: {} }];
    const work = { items: [{ ...charge, attempts, endedAt: 500 }], logs, attributes: { queue: 'mail' } };
    const trace = await toTrace({ ...run, parentId: 'run_0', retryOf: 'run_9' }, work);
    const attempt = { parentId: 'a', kind: 'attempt', status: 'error', events: [] };
    const attributes = { error: 'no answer' };
    expect(trace).toEqual({
      spans: [
        {
          ...{ id: 'run', name: 'signup', kind: 'run', startAt: 100, endAt: 900, status: 'ok', events: [] },
          attributes: { runId: 'run_1', parentRunId: 'run_0', retryOf: 'run_9', queue: 'mail' },
        },
        {
          ...{
            id: 'a',
            parentId: 'run',
            name: 'charge',
            kind: 'step',
            startAt: 200,
            endAt: 500,
            status: 'ok',
          },
          ...{ attributes: { attempts: 3 }, events: [] },
        },
        { ...attempt, id: 'a-try-1', name: 'attempt 1', startAt: 200, endAt: 250, attributes },
        { ...attempt, id: 'a-try-2', name: 'attempt 2', startAt: 250, endAt: 350, attributes },
        {
          ...{ ...attempt, id: 'a-try-3', name: 'attempt 3', startAt: 350, endAt: 500, status: 'ok' },
          attributes: {},
        },
      ],
      logs,
    });
  });

  it('has no span of an attempt whose end is not known, and still counts it', async () => {
    const { spans } = await toTrace(run, { items: [{ ...charge, attempts: [{ error }] }] });
    expect(spans.map(({ id }) => id)).toEqual(['run', 'a']);
    expect(spans[1]?.attributes).toEqual({ attempts: 2 });
  });

  it('shows the failure of the last attempt where it ended, and none of an attempt to come', async () => {
    const retried = { attempts: [{ endedAt: 250, error }], lastStartedAt: 300, error };
    const started = { ...run, startedAt: 200 };
    const failed = await toTrace(started, {
      items: [{ ...charge, ...retried, status: 'failed', endedAt: 400 }],
    });
    expect(failed.spans.at(-1)).toMatchObject({
      ...{ id: 'a-try-2', parentId: 'a', name: 'attempt 2', startAt: 300, endAt: 400, status: 'error' },
      attributes: { error: 'no answer' },
    });
    const waiting = await toTrace(started, { items: [{ ...charge, ...retried, status: 'queued' }] });
    expect(waiting.spans.map(({ id }) => id)).toEqual(['queued', 'run', 'a', 'a-try-1']);
  });

  it('shows no time in the queue where only the last of several attempts has a start', async () => {
    const started = { startedAt: 400, finishedAt: 500 };
    const last = { createdAt: 400, endedAt: 500 };
    expect(await spansOf(started, { ...last, attempt: 3 })).toEqual(['signup 100–500', 'charge 400–500']);
    const untimed = { ...last, lastStartedAt: 400, attempts: [{ error }] };
    expect(await spansOf(started, untimed)).toEqual(['signup 100–500', 'charge 400–500']);
  });

  it.each([
    ['until it started', { startedAt: 150 }, ['queued 100–150', 'signup 100–900']],
    ['not where it started at once', {}, ['signup 100–900']],
    [
      'as long as it is queued',
      { status: 'queued', startedAt: undefined, finishedAt: undefined },
      ['queued 100–-', 'signup 100–-'],
    ],
    [
      'while its start is delayed',
      { status: 'sleeping', startedAt: undefined, finishedAt: undefined },
      ['queued 100–-', 'signup 100–-'],
    ],
    [
      'until it was canceled before it started',
      { status: 'canceled', startedAt: undefined },
      ['queued 100–900', 'signup 100–900'],
    ],
    ['not where nobody recorded its start', { startedAt: undefined }, ['signup 100–900']],
    [
      'not where it runs and nobody recorded its start',
      { status: 'running', startedAt: undefined, finishedAt: undefined },
      ['signup 100–-'],
    ],
  ] as const)('shows the time in the queue, %s', async (_, summary, spans) => {
    expect(await spansOf(summary)).toEqual(spans);
  });

  it('shows a sleep with the time when it goes on, and a called run with its id', async () => {
    const sleep = {
      ...charge,
      id: 'b',
      name: 'sleep',
      type: 'sleep',
      status: 'sleeping',
      wakeAt: 0,
    } as const;
    const child = { ...charge, id: 'c', name: 'mail', type: 'workflow', childId: 'run_7', error } as const;
    const { spans } = await toTrace(run, { items: [sleep, { ...child, status: 'failed' }] });
    expect(spans.slice(1)).toMatchObject([
      { id: 'b', kind: 'sleep', status: 'unset', attributes: { wakeAt: '1970-01-01T00:00:00.000Z' } },
      { id: 'c', kind: 'workflow', status: 'error', attributes: { childRunId: 'run_7', error: 'no answer' } },
    ]);
  });

  it('shows a sleep until a time that no date can hold', async () => {
    const wakeAt = Number.MAX_SAFE_INTEGER;
    const { spans } = await toTrace(run, { items: [{ ...charge, status: 'sleeping', wakeAt }] });
    expect(spans[1]?.attributes).toEqual({ wakeAt: String(wakeAt) });
  });

  it('puts an item below the one in which it was begun, and below the run where that is not recorded', async () => {
    const items = [charge, { ...charge, id: 'b', parentId: 'a' }, { ...charge, id: 'c', parentId: 'gone' }];
    const { spans } = await toTrace(run, { items });
    expect(spans.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['run', undefined],
      ['a', 'run'],
      ['b', 'a'],
      ['c', 'run'],
    ]);
  });

  it('ends nothing before it began, whatever the clocks of the engine say', async () => {
    const attempts = [{ startedAt: 250, endedAt: 240, error }];
    expect(await spansOf({ finishedAt: 50 }, { attempts, endedAt: 150 })).toEqual([
      'signup 100–100',
      'charge 200–200',
      'attempt 2 240–240',
      'attempt 1 250–250',
    ]);
  });

  it('has each id once, below a span that is there, in the order of its pages, whatever an engine records', async () => {
    const time = fc.nat(50);
    const id = fc.constantFrom('run', 'queued', 'run-', 'a', 'b', 'c', 'd');
    const attempt = fc.record({ startedAt: time, endedAt: time }, { requiredKeys: [] });
    const item = fc.record(
      {
        ...{ id, name: fc.constant('charge'), type: fc.constant('action'), createdAt: time },
        status: fc.constantFrom(...knownStatuses),
        ...{ parentId: id, startedAt: time, endedAt: time },
        attempts: fc.array(
          attempt.map(times => ({ ...times, error })),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: ['id', 'name', 'type', 'createdAt', 'status'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(item, { selector: ({ id }) => id }), async items => {
        const { spans } = await toTrace({ ...run, startedAt: 120 }, { items });
        const ids = new Set(spans.map(({ id }) => id));
        expect(ids.size).toBe(spans.length);
        expect(spans.filter(({ parentId }) => parentId !== undefined && !ids.has(parentId))).toEqual([]);
        expect([...spans].sort(compareSpans)).toEqual(spans);
        expect(spans.filter(({ startAt, endAt = startAt }) => endAt < startAt)).toEqual([]);
        const steps = await toSteps({ items });
        expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      }),
      { numRuns: trials(1_000, 100) },
    );
  });
});
