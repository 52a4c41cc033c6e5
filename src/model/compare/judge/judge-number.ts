import type { Judgement } from './judge-value.ts';

/** Whether a number of attempts is one that successes have. */
export function judgeAttempts(is: number, was: number, usual: readonly number[]): Judgement {
  return judge(usual, { isNoise: isWithin(is, usual), isLike: one => one === was });
}

const tolerantMs = 1;
const tolerantShare = 0.2;

/** Whether a duration is far from another one. */
export function isFar(ms: number, fromMs: number): boolean {
  return Math.abs(ms - fromMs) > tolerantMs + tolerantShare * fromMs;
}

/** Whether a duration is one that successes have, or near to one. */
export function judgeDuration(is: number, usual: readonly number[]): Judgement {
  const isNear = isWithin(is, usual) || usual.some(one => !isFar(is, one));
  return judge(usual, { isNoise: isNear, isLike: one => isFar(is, one) });
}

function judge(
  usual: readonly number[],
  { isNoise, isLike }: { readonly isNoise: boolean; readonly isLike: (one: number) => boolean },
): Judgement {
  const range = usual.length === 0 ? undefined : ([least(usual), most(usual)] as const);
  const varies = range !== undefined && range[0] !== range[1];
  const count = usual.filter(isLike).length;
  return { isNoise: usual.length > 1 && isNoise, usual: { count, of: usual.length, varies, range } };
}

function isWithin(value: number, usual: readonly number[]): boolean {
  return usual.length > 0 && value >= least(usual) && value <= most(usual);
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}

function most(values: readonly number[]): number {
  return Math.max(...values);
}
