import { runAddress } from '../run.ts';
import { formatCount, formatTime } from '../text/formats.ts';
import type { Rate, SinceWhen } from './since-when.ts';

/** `31% since 14:02, 2% before`. `isWhole` says that every run was read. */
export function sinceText(since: SinceWhen, now: number, isWhole: boolean): string {
  switch (since.type) {
    case 'never-succeeded':
      return isWhole
        ? `has never succeeded (${countRuns(since.all.runs)})`
        : `none of the last ${countRuns(since.all.runs)} succeeded`;
    case 'changed':
      return changeText(since, now);
    case 'unchanged':
      return `no change: ${formatShare(since.all)} of ${countRuns(since.all.runs)}`;
  }
}

/** `last good run run_8f, first bad run run_91`; empty where nothing has changed. */
export function placeText(since: SinceWhen): string {
  if (since.type === 'unchanged') return '';
  const firstBad = `first bad run ${runAddress(since.firstBad)}`;
  const lastGood = since.type === 'changed' ? since.lastGood : undefined;
  return lastGood ? `last good run ${runAddress(lastGood)}, ${firstBad}` : firstBad;
}

function changeText(
  { before, after, firstBad }: Extract<SinceWhen, { type: 'changed' }>,
  now: number,
): string {
  const since = `${formatShare(after)} since ${formatMoment(firstBad.at, now)}`;
  if (before.failed === 0)
    return `${since} (${formatCount(after.failed)} of ${countRuns(after.runs)}), none of the ${countRuns(before.runs)} before`;
  const isLittle = before.failed / before.runs < littleShare;
  return `always failed${isLittle ? ' a little' : ''}: ${formatShare(before)} before, ${since}`;
}

const littleShare = 0.1;

function countRuns(runs: number): string {
  return runs === 1 ? '1 run' : `${formatCount(runs)} runs`;
}

/** `31%`, below ten `2.4%`; never `0%` for some nor `100%` for not all. */
export function formatShare({ failed, runs }: Rate): string {
  const percent = runs === 0 ? 0 : (100 * failed) / runs;
  if (failed > 0 && percent < 0.1) return '<0.1%';
  if (failed < runs && percent > 99.5) return '>99%';
  return `${Number(percent.toFixed(percent < 10 ? 1 : 0))}%`;
}

/** `14:02` of today, else with its date, in the local time zone. */
export function formatMoment(at: number, now: number): string {
  const [day = '', clock = ''] = formatTime(at).split(' ');
  const isToday = formatTime(now).startsWith(`${day} `);
  return isToday ? clock.slice(0, 5) : `${day} ${clock.slice(0, 5)}`;
}
