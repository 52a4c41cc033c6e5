import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../src/model/run.ts';
import { nothingToNotify, paceNotices } from '../../../src/operations/notify/notice-pace.ts';
import { sampleRun } from '../../screen/memory-store.ts';

const minute = 60_000;
const failed = (name: string, message?: string): RunSummary =>
  sampleRun(1, { name, status: 'failed', errorSummary: message === undefined ? undefined : { message } });

/** What is told at which time, given the failures that come in. */
function tell(...events: readonly (readonly [at: number, ...failures: RunSummary[]])[]) {
  let pace = nothingToNotify;
  return events.flatMap(([at, ...failures]) => {
    const next = paceNotices(pace, failures, at);
    pace = next.pace;
    return next.text === undefined ? [] : [[at, next.text]];
  });
}

describe('when the terminal is notified', () => {
  test('the first failure is told at once, and without one nothing is', () => {
    expect(tell([0], [1, failed('signup', 'no answer')], [2], [5 * minute])).toEqual([
      [1, 'signup failed: no answer'],
    ]);
  });

  test('a failure that was wrapped is told by its innermost cause', () => {
    const errorSummary = { message: 'request failed', cause: { name: 'TimeoutError', message: 'no answer' } };
    expect(tell([0, { ...failed('signup'), errorSummary }])).toEqual([
      [0, 'signup failed: TimeoutError: no answer'],
    ]);
  });

  test('those of the next minute are told together, once it is over', () => {
    const told = tell(
      [0, failed('a')],
      [1_000, failed('b'), failed('c')],
      [minute - 1, failed('d', 'late')],
      [minute],
      [2 * minute - 1],
      [2 * minute],
    );
    expect(told).toEqual([
      [0, 'a failed'],
      [minute, '3 runs failed, the last of d: late'],
    ]);
  });

  test('a clock that was set back keeps no failure back for longer', () => {
    expect(tell([100 * minute, failed('a')], [minute, failed('b')])).toHaveLength(2);
  });

  test('of an error, only its first line is told', () => {
    expect(tell([0, failed('a', 'one\ntwo')])).toEqual([[0, 'a failed: one']]);
  });
});
