import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/demo/data/random.ts';
import type { Outcome } from '../../../src/model/share/shared-value.ts';
import { sinceText } from '../../../src/model/share/since-text.ts';
import { findSince } from '../../../src/model/share/since-when.ts';
import { whole } from './shared-findings.ts';

const start = new Date(2026, 2, 1, 12, 0).getTime();
const now = new Date(2026, 2, 1, 18, 0).getTime();

/** An outcome each minute. */
function outcomes(count: number, isFailed: (index: number) => boolean): readonly Outcome[] {
  const all = Array.from({ length: count }, (_, index) => ({
    id: `run_${index}`,
    at: start + index * 60_000,
    end: isFailed(index) ? ('failed' as const) : ('success' as const),
  }));
  return all.slice(0, all.findLastIndex(({ end }) => end === 'failed') + 1);
}

/** So many runs that ended after the last failure, an hour later. */
function laterRuns(runs: number, succeeded = runs): readonly Outcome[] {
  return Array.from({ length: runs }, (_, index) => ({
    id: `later_${index}`,
    at: start + 7 * 3_600_000 + index * 1_000,
    end: index < succeeded ? ('success' as const) : ('other' as const),
  }));
}

function sinceOf(all: readonly Outcome[], later: readonly Outcome[] = [], isMoreLater = false) {
  return whole(findSince({ upToLast: all, later, isMoreLater }));
}

function textOf(...outcomes: Parameters<typeof sinceOf>): string | undefined {
  const since = sinceOf(...outcomes);
  return since && sinceText(since, now, true);
}

describe('since when runs fail', () => {
  it('names the last good and the first bad run', () => {
    const since = sinceOf(outcomes(200, index => index >= 122 && index % 3 !== 0));
    expect(since).toMatchObject({
      type: 'changed',
      before: { failed: 0, runs: 122 },
      lastGood: { id: 'run_121' },
      firstBad: { id: 'run_122' },
    });
    expect(since && sinceText(since, now, true)).toBe(
      '67% failed since 14:02 (52 of 78 runs), none of the 122 runs before',
    );
  });

  it('says of runs of which some failed before how many did, and how many do since', () => {
    expect(textOf(outcomes(300, index => index % 3 === 0 || index >= 200))).toBe(
      '34% failed before, 100% since 15:20',
    );
    expect(textOf(outcomes(300, index => index % 50 === 7 || (index >= 200 && index % 3 === 0)))).toMatch(
      /^2(\.\d)?% failed before, 3\d% since 15:2\d$/u,
    );
  });

  it('says that a workflow has never succeeded', () => {
    expect(textOf(outcomes(12, () => true))).toBe('has never succeeded (12 runs)');
  });

  it('says that failing is over where the runs after it succeed', () => {
    const all = outcomes(41, index => index >= 36);
    expect(textOf(all, laterRuns(10))).toBe(
      '100% failed from 12:36 to 12:40 (5 of 5 runs), none of the 36 runs before; all 10 runs after that succeeded',
    );
    expect(textOf(all, laterRuns(10, 9))).toMatch(/; 9 of the 10 runs after that succeeded$/u);
    expect(textOf(all, laterRuns(10, 0))).toMatch(/; none of the 10 runs after that succeeded$/u);
    expect(textOf(all, laterRuns(5_000), true)).toMatch(/; the newest 5,000 runs after that succeeded$/u);
  });

  it('counts runs after the last failure where too few of them succeeded to say that it is over', () => {
    const all = outcomes(41, index => index >= 36);
    expect(textOf(all, laterRuns(2))).toBe(
      '71% failed since 12:36 (5 of 7 runs to now), none of the 36 runs before; the last 2 runs succeeded',
    );
    expect(textOf(all)).toBe('100% failed since 12:36 (5 of 5 runs), none of the 36 runs before');
  });

  it('says that runs failed like this where others failed in another way', () => {
    const of = (all: readonly Outcome[], later: readonly Outcome[] = []) => {
      const since = sinceOf(all, later);
      return since && sinceText({ ...since, isOfCause: true }, now, true);
    };
    expect(of(outcomes(300, index => index % 3 === 0 || index >= 200))).toBe(
      '34% failed like this before, 100% since 15:20',
    );
    expect(
      of(
        outcomes(12, () => true),
        laterRuns(10),
      ),
    ).toBe('100% of 12 runs failed like this until 12:11; all 10 runs after that succeeded');
  });

  it('does not say of a workflow that succeeds by now that it never did, nor that nothing changed', () => {
    expect(
      textOf(
        outcomes(12, () => true),
        laterRuns(10),
      ),
    ).toBe('100% of 12 runs failed until 12:11; all 10 runs after that succeeded');
    expect(
      textOf(
        outcomes(1, () => true),
        laterRuns(10),
      ),
    ).toBe('no change over time: 9.1% of 11 runs failed');
    expect(
      textOf(
        outcomes(12, () => true),
        laterRuns(3, 0),
      ),
    ).toBe('has never succeeded (15 runs)');
  });

  it('shows seconds, or milliseconds, where minutes do not tell the good runs from the bad ones', () => {
    const secondsApart = (ms: number) =>
      outcomes(41, index => index >= 36).map((one, index) => ({ ...one, at: start + index * ms }));
    expect(textOf(secondsApart(1_000), laterRuns(10))).toMatch(/^100% failed from 12:00:36 to 12:00:40 \(/u);
    expect(textOf(secondsApart(20), laterRuns(10))).toMatch(
      /^100% failed from 12:00:00\.720 to 12:00:00\.800 \(/u,
    );
  });

  it('announces no time where failures are spread by chance, in 24 stores', () => {
    for (let seed = 1; seed <= 24; seed += 1) {
      const random = createRandom(seed);
      const all = outcomes(2_000, () => random.chance(0.02));
      expect(sinceOf(all)?.type, `seed ${seed}`).toBe('unchanged');
    }
  });

  it('ends where runs fail no more than before, though some fail by chance until now', () => {
    const all = outcomes(
      2_000,
      index => (index >= 900 && index < 940 && index % 2 === 0) || index % 97 === 5,
    );
    expect(textOf(all)).toMatch(
      /^1\.1% failed before, 51% from 2026-03-02 03:00 to 2026-03-02 03:38; 996 of the 1,007 runs after that succeeded$/u,
    );
  });

  it('does not end where runs fail again later', () => {
    const again = (from: number) => (index: number) => index >= from && index < from + 40 && index % 2 === 0;
    const all = outcomes(2_000, index => again(900)(index) || again(1_900)(index));
    expect(textOf(all)).toMatch(/ since /u);
  });

  it('sees no change where runs fail at the same hours of several days', () => {
    const all = outcomes(7 * 1_440, index => index % 1_440 < 60 && index % 2 === 0);
    expect(sinceOf(all)?.type).toBe('unchanged');
  });

  it('says nothing where nothing failed', () => {
    expect(sinceOf(outcomes(10, () => false))).toBeUndefined();
  });
});
