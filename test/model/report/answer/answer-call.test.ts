import { expect, test } from 'vitest';
import { answerCall } from '../../../../src/model/report/answer/answer-call.ts';
import type { Run } from '../../../../src/model/run.ts';
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

test('of a lost run no call failed', () => {
  expect(answerCall({ ...run, isLost: true }, call)).toBeUndefined();
});
