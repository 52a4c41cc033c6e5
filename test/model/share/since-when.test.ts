import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/demo/draw/random.ts';
import { sinceText } from '../../../src/model/share/since-text.ts';
import { findSince, type Outcome } from '../../../src/model/share/since-when.ts';
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

function textOf(all: readonly Outcome[]): string | undefined {
  const since = whole(findSince(all));
  return since && sinceText(since, now, true);
}

describe('since when runs fail', () => {
  it('names the last good and the first bad run', () => {
    const since = whole(findSince(outcomes(200, index => index >= 122 && index % 3 !== 0)));
    expect(since).toMatchObject({
      type: 'changed',
      before: { failed: 0, runs: 122 },
      lastGood: { id: 'run_121' },
      firstBad: { id: 'run_122' },
    });
    expect(since && sinceText(since, now, true)).toBe(
      '67% since 14:02 (52 of 78 runs), none of the 122 runs before',
    );
  });

  it('says of runs of which many failed before that they always failed', () => {
    expect(textOf(outcomes(300, index => index % 3 === 0 || index >= 200))).toBe(
      'always failed: 34% before, 100% since 15:20',
    );
  });

  it('says that runs always failed a little', () => {
    expect(textOf(outcomes(300, index => index % 50 === 7 || (index >= 200 && index % 3 === 0)))).toMatch(
      /^always failed a little: 2(\.\d)?% before, 3\d% since 15:2\d$/u,
    );
  });

  it('says that a workflow has never succeeded', () => {
    expect(textOf(outcomes(12, () => true))).toBe('has never succeeded (12 runs)');
  });

  it('announces no time where failures are spread by chance, in 24 stores', () => {
    for (let seed = 1; seed <= 24; seed += 1) {
      const random = createRandom(seed);
      const all = outcomes(2_000, () => random.chance(0.02));
      expect(whole(findSince(all))?.type, `seed ${seed}`).toBe('unchanged');
    }
  });

  it('says nothing where nothing failed', () => {
    expect(whole(findSince(outcomes(10, () => false)))).toBeUndefined();
  });
});
