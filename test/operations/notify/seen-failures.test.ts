import { describe, expect, test } from 'vitest';
import type { RunPage } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { type SeenFailures, seeFailures } from '../../../src/operations/notify/seen-failures.ts';
import { sampleRun } from '../../state/memory-store.ts';

const failed = (index: number, patch: Partial<RunSummary> = {}) =>
  sampleRun(index, { status: 'failed', ...patch });
const now = failed(1_000).createdAt;

/** The ids of what is new in each page, read one after the other, newest first. */
function newIn(...pages: readonly RunPage[]): readonly string[][] {
  let seen: SeenFailures | undefined;
  return pages.map(page => {
    const next = seeFailures(seen, page, now);
    seen = next.seen;
    return next.added.map(({ id }) => id);
  });
}

describe('which failures are new', () => {
  test('none of those that were there at first, and each other one once, oldest first', () => {
    const before = [failed(2), failed(1)];
    const after = { runs: [failed(4), failed(3), ...before] };
    expect(newIn({ runs: before }, after, after)).toEqual([[], ['run_0003', 'run_0004'], []]);
    expect(newIn({ runs: [] }, { runs: before })).toEqual([[], ['run_0001', 'run_0002']]);
  });

  test('not an old one that comes into sight because a newer one has gone', () => {
    const first = { runs: [failed(5), failed(4)], nextCursor: 'more' };
    const gone = { runs: [failed(4), failed(3)], nextCursor: 'more' };
    expect(newIn(first, gone, first)).toEqual([[], [], []]);
  });

  test('a run older than all that were read, if it has failed since', () => {
    const first = { runs: [failed(5), failed(4)], nextCursor: 'more' };
    const long = failed(2, { finishedAt: now + 1 });
    expect(newIn(first, { runs: [failed(5), failed(4), long] })).toEqual([[], ['run_0002']]);
  });

  test('a run that ran again and failed once more', () => {
    const again = failed(1, { finishedAt: now + 1 });
    expect(newIn({ runs: [failed(1)] }, { runs: [] }, { runs: [again] }, { runs: [again] })).toEqual([
      [],
      [],
      ['run_0001'],
      [],
    ]);
  });

  test('not those of a target that only now answers for the first time', () => {
    const error = new InspectorError('unreachable', 'prod is away');
    const missing = [{ target: 'prod', error }];
    const ofProd = (index: number) => failed(index, { target: 'prod' });
    const pages = [
      { runs: [], missing },
      { runs: [failed(3, { target: 'shop' })], missing },
      { runs: [ofProd(2)] },
      { runs: [], missing },
      { runs: [ofProd(4), ofProd(2)] },
    ];
    expect(newIn(...pages)).toEqual([[], ['run_0003'], [], [], ['run_0004']]);
  });
});
