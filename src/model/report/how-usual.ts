import type { FailureGroup } from '../failure/failure-groups.ts';
import { countSince, type FirstFailure, firstText } from '../share/since-text.ts';
import { countOf, formatCount, formatDay } from '../text/formats.ts';

/** How often the group of a failed run had failed at the time `at`. Times are epoch ms. */
export type HowUsual = FirstFailure & {
  readonly at: number;
  readonly count: number;
  /** Failures on the day of `at`, in the local time zone. */
  readonly today: number;
  readonly lastAt: number;
  /** Whether no run of the group was created after this one. */
  readonly isLast: boolean;
  /** Set if only the newest runs were read, with their number if known. */
  readonly part?: { readonly read?: number };
  /** Set for runs of a case file, which holds only some. */
  readonly isOfCase?: true;
};

type Asked = Pick<HowUsual, 'at' | 'part' | 'isFirstHere' | 'isOfCase'> & { readonly createdAt: number };

/** `group` must count failures in buckets shorter than a day. */
export function howUsual(
  { count, first, last, times }: FailureGroup,
  { createdAt, ...asked }: Asked,
): HowUsual {
  const midnight = midnightOf(asked.at);
  const ofToday = times.filter(([at]) => at >= midnight);
  return {
    ...asked,
    count,
    today: ofToday.reduce((sum, [, number]) => sum + number, 0),
    firstAt: first.at,
    lastAt: last.at,
    isLast: createdAt >= last.at,
  };
}

export function midnightOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** `84th time today, new since 13:40`; `1 of 1,204 since 2026-11-03 08:12, the last on 2026-11-20`. */
export function usualText(usual: HowUsual): string {
  const { at, count, today, firstAt, lastAt, isLast, isFirstHere, part, isOfCase } = usual;
  if (isOfCase) return count <= 1 ? 'the only one in this file' : `1 of ${formatCount(count)} in this file`;
  if (part) return partialText(usual, part);
  if (count <= 1) return 'the only time so far';
  if (firstAt >= midnightOf(at))
    return `${timesToday(usual)}, ${isFirstHere ? '' : 'new '}since ${firstText(usual, at)}`;
  const since = countSince(count, usual, at);
  if (today > 0) return `${timesToday(usual)}, ${since}`;
  return isLast ? `the last of ${since}` : `1 of ${since}, the last on ${formatDay(lastAt)}`;
}

/** `12+ in the newest 5,000 runs`: lower bounds, because the reading stopped early. */
function partialText(usual: HowUsual, { read }: { readonly read?: number }): string {
  const { at, count, today, firstAt } = usual;
  const among = read === undefined ? 'counted so far' : `in the newest ${countOf(read, 'run')}`;
  if (count === 0) return `none ${among}`;
  const all = `${formatCount(count)}+ ${among}`;
  if (today === 0) return all;
  // It reached a failure before today, so all of today was read.
  return firstAt < midnightOf(at) ? `${timesToday(usual)}, ${all}` : `${formatCount(today)}+ today, ${among}`;
}

function timesToday({ today, isLast }: HowUsual): string {
  if (isLast) return `${ordinal(today)} time today`;
  return today === 1 ? 'once today' : `${formatCount(today)} times today`;
}

/** `1st`, `12th`, `1,203rd`. */
export function ordinal(number: number): string {
  const isTeen = Math.floor((number % 100) / 10) === 1;
  const ending = isTeen ? undefined : ['th', 'st', 'nd', 'rd'][number % 10];
  return `${formatCount(number)}${ending ?? 'th'}`;
}
