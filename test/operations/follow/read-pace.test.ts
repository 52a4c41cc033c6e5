import { describe, expect, it } from 'vitest';
import { createReadPace } from '../../../src/operations/follow/read-pace.ts';

describe('the rests of a screen between two reads', () => {
  type Reads = { readonly count: number; readonly tookMs: number; readonly changeMs: number };

  /** Something changes each `changeMs`, which is read after the rest. */
  const rests = (target: { readonly isRemote?: true }, { count, tookMs, changeMs }: Reads) => {
    let at = 0;
    const restAfter = createReadPace(target, () => at);
    return Array.from({ length: count }, () => {
      at += tookMs;
      const rest = restAfter(tookMs);
      at += Math.max(rest, changeMs - tookMs);
      return rest;
    });
  };
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it.each([
    [{}, 250],
    [{ isRemote: true }, 400],
  ] as const)('are short after the first changes, and long while changes go on: %o', (target, long) => {
    const all = rests(target, { count: 200, tookMs: 5, changeMs: 0 });
    expect(all.slice(0, 8)).toEqual(Array(8).fill(75));
    expect(meanOf(all.slice(20))).toBeGreaterThan(0.95 * long);
  });

  it('are short again after a while without changes', () => {
    let at = 0;
    const restAfter = createReadPace({}, () => at);
    for (let read = 0; read < 50; read += 1) at += restAfter(5);
    at += 1_000;
    expect([restAfter(5), restAfter(5), restAfter(5)]).toEqual([75, 75, 75]);
  });

  it('stay short where changes are seldom', () => {
    const all = rests({ isRemote: true }, { count: 50, tookMs: 5, changeMs: 500 });
    expect(new Set(all)).toEqual(new Set([75]));
  });

  it('leave time for keys after a read that took long', () => {
    expect(rests({}, { count: 2, tookMs: 100, changeMs: 1_000 })).toEqual([800, 800]);
    expect(rests({ isRemote: true }, { count: 2, tookMs: 900, changeMs: 1_000 })).toEqual([900, 900]);
  });
});
