import { expect, test } from 'vitest';
import { answerCall } from '../../../src/model/report/failing-step.ts';
import type { Run, Span } from '../../../src/model/run.ts';
import { failedRun } from './failed-run.ts';

const run = failedRun({ error: { value: undefined, message: 'HTTP 429: rate limit' } });
const call = { statusCode: 429, name: 'GET /invoices' };

test('the failing call is named where the error tells of the same status, or of none', () => {
  expect(answerCall(run, call)).toEqual(call);
  const silent: Run = { ...run, error: { value: undefined, message: 'no answer' } };
  expect(answerCall(silent, call)).toEqual(call);
  expect(answerCall(silent)).toBeUndefined();
});

test('a call with another status than the error tells of is not the one', () => {
  expect(answerCall(run, { ...call, statusCode: 503 })).toEqual({ statusCode: 429 });
  expect(answerCall(run)).toEqual({ statusCode: 429 });
});

test('a call that failed before the attempt that ended the run is not the one', () => {
  const span = (id: string, startAt: number, name: string): Span => ({
    ...{ id, name, kind: 'http', startAt, endAt: startAt + 5, status: 'error', events: [] },
    attributes: { 'http.response.status_code': 503 },
  });
  const steps = [
    { id: 'a', name: 'load', type: 'action', status: 'failed', attempt: 1, startedAt: 0 },
    { id: 'b', name: 'load', type: 'action', status: 'success', attempt: 2, startedAt: 10 },
    { id: 'c', name: 'send', type: 'action', status: 'failed', attempt: 1, startedAt: 20 },
  ] as const;
  const silent = failedRun({ steps, error: { value: undefined, message: 'no answer', stepId: 'c' } });
  const early = span('1', 1, 'GET /rows');
  expect(answerCall({ ...silent, trace: { spans: [early], logs: [] } })).toBeUndefined();
  const late = span('2', 20.5, 'POST /send');
  expect(answerCall({ ...silent, trace: { spans: [early, late], logs: [] } })?.name).toBe('POST /send');
});

test('of a lost run no call failed', () => {
  expect(answerCall({ ...run, isLost: true }, call)).toBeUndefined();
});
