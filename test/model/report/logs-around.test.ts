import { expect, test } from 'vitest';
import { failureMark, logsAround } from '../../../src/model/report/logs-around.ts';
import type { Log, Run, Span } from '../../../src/model/run.ts';
import { failedRun } from './failed-run.ts';

const run = failedRun({ startedAt: 0, finishedAt: 10_000 });

function log(at: number): Log {
  return { at, level: 'info', message: `at ${at}`, attributes: {} };
}

function span(id: string, endAt: number, fields: Partial<Span> = {}): Span {
  return {
    id,
    name: id,
    kind: 'step',
    startAt: 0,
    endAt,
    status: 'error',
    attributes: {},
    events: [],
    ...fields,
  };
}

const logs = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(at => log(at * 1_000)).reverse();
const shown = (around: ReturnType<typeof logsAround>) =>
  around && [around.before.map(({ at }) => at / 1_000), around.after.map(({ at }) => at / 1_000)];

test('the last before and the first after the innermost failed span are shown, in order, and all counted', () => {
  const spans = [
    span('root', 9_500),
    span('charge', 6_500, { parentId: 'root' }),
    span('ok', 8_000, { status: 'ok' }),
  ];
  const around = logsAround(run, { spans, logs });
  expect(shown(around)).toEqual([
    [3, 4, 5, 6],
    [7, 8, 9],
  ]);
  expect(around).toMatchObject({ failedAt: 6_500, beforeTotal: 6, afterTotal: 3 });
});

test('the last attempt of the failing step says when, where it is known', () => {
  const steps = [
    { id: 's', name: 's', type: 'action', status: 'failed', attempt: 1, finishedAt: 2_500 },
  ] as const;
  const failed: Run = { ...run, steps, error: { value: undefined, stepId: 's' } };
  expect(shown(logsAround(failed, { spans: [span('root', 9_500)], logs }))).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test('a lost run was last seen when its process was, not when an attempt before it had failed', () => {
  const spans = [{ ...span('root', 0, { status: 'unset' }), endAt: undefined }, span('attempt 1', 2_500)];
  const lost = logsAround({ ...run, isLost: true, finishedAt: 7_500 }, { spans, logs });
  expect(shown(lost)).toEqual([
    [4, 5, 6, 7],
    [8, 9],
  ]);
  expect(lost && failureMark(lost)).toMatch(/7\.500 last seen here$/u);
});

test('without spans the run fails when it ends; without any time there is nothing to show', () => {
  expect(shown(logsAround(run, { spans: [], logs }))).toEqual([[6, 7, 8, 9], []]);
  expect(logsAround({ ...run, finishedAt: undefined }, { spans: [], logs })).toBeUndefined();
  expect(logsAround(run, { spans: [], logs: [] })).toBeUndefined();
});
