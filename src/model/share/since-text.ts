import { runAddress } from '../run.ts';
import { countOf, formatAge, formatClock, formatCount, formatDay, formatShare } from '../text/formats.ts';
import type { Later, Rate, SinceWhen } from './since-when.ts';

type Changed = Extract<SinceWhen, { type: 'changed' }>;

/**
 * `31% failed since 14:02 (15 of 48 runs), none of the 1,204 runs before`, or `31% failed from 14:02 to
 * 14:40 …; all 20 runs after that succeeded`. `isWhole`: every run was read.
 */
export function sinceText(since: SinceWhen, now: number, isWhole: boolean): string {
  switch (since.type) {
    case 'never-succeeded':
      return isWhole
        ? `has never succeeded (${countOf(since.all.runs, 'run')})`
        : `none of the last ${countOf(since.all.runs, 'run')} succeeded`;
    case 'changed':
      return changeText(since, now);
    case 'unchanged':
      return unchangedText(since, now);
  }
}

/** The first failure, and whether no run in the store is older. Times are epoch ms. */
export type FirstFailure = { readonly firstAt: number; readonly isFirstHere?: boolean };

/** `14:02` of today, else with its date, or `before the first run here`. */
export function firstText({ firstAt, isFirstHere = false }: FirstFailure, now: number): string {
  return isFirstHere ? 'before the first run here' : formatMoment(firstAt, now);
}

/** `16 since 2026-11-29 14:02`; a single failure has no time. */
export function countSince(count: number, first: FirstFailure, now: number): string {
  return count === 1 ? '1' : `${formatCount(count)} since ${firstText(first, now)}`;
}

/** For a narrow column: `3d ago`, or `>3d ago` where no run in the store is older. */
export function firstAge({ firstAt, isFirstHere = false }: FirstFailure, now: number): string {
  return `${isFirstHere ? '>' : ''}${formatAge(firstAt, now)}`;
}

/** `last good run run_8f, first bad run run_91`; empty if nothing changed. */
export function boundaryText(since: SinceWhen): string {
  if (since.type === 'unchanged') return '';
  const firstBad = `first bad run ${runAddress(since.firstBad)}`;
  const lastGood = since.type === 'changed' ? since.lastGood : undefined;
  return lastGood ? `last good run ${runAddress(lastGood)}, ${firstBad}` : firstBad;
}

/** Some of the other runs may have failed, too. */
function failedText({ isOfCause }: SinceWhen): string {
  return isOfCause ? 'failed like this' : 'failed';
}

function unchangedText(since: Extract<SinceWhen, { type: 'unchanged' }>, now: number): string {
  const { all, later } = since;
  const share = `${rateText(all)} of ${countOf(all.runs, 'run')} ${failedText(since)}`;
  if (!later?.isOver) return `no change over time: ${share}`;
  return `${share} until ${formatMoment(later.lastBadAt, now)}; ${laterText(later)}`;
}

function changeText(since: Changed, now: number): string {
  const { before, after, later } = since;
  const [share, span] = [rateText(after), spanText(since, now)];
  const end = later ? `; ${laterText(later)}` : '';
  const runs = `${countOf(after.runs, 'run')}${later && !later.isOver ? ' to now' : ''}`;
  if (before.failed === 0)
    return `${share} ${failedText(since)} ${span} (${formatCount(after.failed)} of ${runs}), none of the ${countOf(before.runs, 'run')} before${end}`;
  return `${rateText(before)} ${failedText(since)} before, ${share} ${span}${end}`;
}

/** `since 14:02`, `from 14:02 to 14:40`; precise enough to tell the times apart. */
function spanText({ lastGood, firstBad, later }: Changed, now: number): string {
  const end = later?.isOver ? later.lastBadAt : undefined;
  const times = [lastGood?.at, firstBad.at, end].filter(at => at !== undefined);
  const detail = details.find(one => areTextsApart(times, at => formatMoment(at, now, one))) ?? 'ms';
  const start = formatMoment(firstBad.at, now, detail);
  return end === undefined || end === firstBad.at
    ? `${end === undefined ? 'since' : 'at'} ${start}`
    : `from ${start} to ${formatMoment(end, now, detail)}`;
}

function areTextsApart(times: readonly number[], format: (at: number) => string): boolean {
  return new Set(times.map(format)).size === new Set(times).size;
}

/** `all 10 runs after that succeeded`, or `the last 3 runs succeeded` while some still fail. */
function laterText({ runs, succeeded, isMore, isOver }: Later): string {
  if (runs === 1) return `the last run ${succeeded === 1 ? 'succeeded' : 'did not succeed'}`;
  const which = isOver
    ? `${isMore ? 'newest ' : ''}${countOf(runs, 'run')} after that`
    : `last ${countOf(runs, 'run')}`;
  if (succeeded === runs) return `${isOver && !isMore ? 'all' : 'the'} ${which} succeeded`;
  return `${succeeded === 0 ? 'none' : formatCount(succeeded)} of the ${which} succeeded`;
}

function rateText({ failed, runs }: Rate): string {
  return formatShare(failed, runs);
}

const details = ['minutes', 'seconds', 'ms'] as const;
const clockLength = { minutes: 5, seconds: 8, ms: 12 };

/** `14:02` of today, else with its date, in the local time zone; up to `14:02:17.042`. */
function formatMoment(at: number, now: number, detail: (typeof details)[number] = 'minutes'): string {
  const day = formatDay(at);
  const clock = formatClock(at).slice(0, clockLength[detail]);
  const isToday = formatDay(now) === day;
  return isToday ? clock : `${day} ${clock}`;
}
