import { describe, expect, it } from 'vitest';
import { createReadPace } from '../../../src/operations/follow/read-pace.ts';

describe('the rests of a screen between two reads', () => {
  const rests = (target: { readonly isRemote?: true }, reads: number, tookMs: number, everyMs: number) => {
    let at = 0;
    const restAfter = createReadPace(target, () => at);
    return Array.from({ length: reads }, () => {
      at += everyMs;
      return restAfter(tookMs);
    });
  };

  it('are short after the first changes, and long while changes go on', () => {
    expect(rests({ isRemote: true }, 8, 5, 0)).toEqual([100, 100, 100, 100, 100, 500, 500, 500]);
    expect(rests({}, 7, 5, 0)).toEqual([100, 100, 100, 100, 100, 250, 250]);
  });

  it('stay short where changes are seldom', () => {
    expect(new Set(rests({ isRemote: true }, 50, 5, 500))).toEqual(new Set([100]));
  });

  it('leave time for keys after a read that took long', () => {
    expect(rests({}, 2, 100, 1_000)).toEqual([800, 800]);
    expect(rests({ isRemote: true }, 2, 900, 1_000)).toEqual([900, 900]);
  });
});
