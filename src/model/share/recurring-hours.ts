import { isSeparation, type Split, signedG } from './separation.ts';
import type { Outcome } from './shared-value.ts';

/** Hours of the day in the local time zone, which may pass midnight; `length` is a number of hours. */
export type HourRange = { readonly first: number; readonly length: number };

const longest = 6;
const leastDays = 2;
/** A range of up to six hours may begin at any hour. */
const candidates = 24 * longest;
/** Failures come in swarms, which are at the same hours by chance more often than single failures. */
const swarms = 20;

type Hour = { failed: number; runs: number };

type RecurringHours = { readonly hours: HourRange; readonly g: number };

/** The hours in which runs fail more, on two days or more, and even without the worst day. */
export function findRecurringHours(outcomes: readonly Outcome[]): RecurringHours | undefined {
  const days = countByDay(outcomes);
  if (days.length < leastDays) return undefined;
  let best: RecurringHours | undefined;
  for (let first = 0; first < 24; first += 1)
    for (let length = 1; length <= longest; length += 1) {
      const hours = { first, length };
      const g = separationOf(days, hours);
      if (g > (best?.g ?? 0)) best = { hours, g };
    }
  return best;
}

/** 0 where the hours do not recur. */
function separationOf(days: readonly (readonly Hour[])[], hours: HourRange): number {
  const splits = days.map(day => splitOf(day, hours));
  const failing = splits.filter(({ failed }) => failed > 0);
  if (failing.length < leastDays) return 0;
  const all = splits.reduce(plus);
  const most = Math.max(...splits.map(({ failed }) => failed));
  const worst = splits.findIndex(({ failed }) => failed === most);
  const others = splits.filter((_, at) => at !== worst).reduce(plus);
  return isSeparation(others, swarms * candidates) && isSeparation(all, candidates) ? signedG(all) : 0;
}

function splitOf(day: readonly Hour[], hours: HourRange): Split {
  let [failed, others, failedTotal, othersTotal] = [0, 0, 0, 0];
  for (const [hour, count] of day.entries()) {
    failedTotal += count.failed;
    othersTotal += count.runs - count.failed;
    if (!hasHour(hours, hour)) continue;
    failed += count.failed;
    others += count.runs - count.failed;
  }
  return { failed, others, failedTotal, othersTotal };
}

function plus(one: Split, other: Split): Split {
  return {
    failed: one.failed + other.failed,
    others: one.others + other.others,
    failedTotal: one.failedTotal + other.failedTotal,
    othersTotal: one.othersTotal + other.othersTotal,
  };
}

/** The offset of every time zone is a multiple. */
const quarterMs = 15 * 60_000;

function countByDay(outcomes: readonly Outcome[]): readonly (readonly Hour[])[] {
  const days = new Map<number, readonly Hour[]>();
  let [day, dayEnd]: [readonly Hour[], number] = [[], Number.NEGATIVE_INFINITY];
  let [lastQuarter, hourOfDay] = [Number.NaN, 0];
  for (const { at, end } of outcomes) {
    if (at >= dayEnd) {
      const date = new Date(at);
      const start = new Date(date.getFullYear(), date.getMonth(), date.getDate());
      dayEnd = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
      day = days.get(start.getTime()) ?? Array.from({ length: 24 }, () => ({ failed: 0, runs: 0 }));
      days.set(start.getTime(), day);
    }
    const quarter = Math.floor(at / quarterMs);
    if (quarter !== lastQuarter) [lastQuarter, hourOfDay] = [quarter, new Date(at).getHours()];
    const hour = day[hourOfDay];
    if (!hour) continue;
    hour.runs += 1;
    hour.failed += Number(end === 'failed');
  }
  return [...days.values()];
}

export function isInHours(at: number, hours: HourRange): boolean {
  return hasHour(hours, new Date(at).getHours());
}

function hasHour({ first, length }: HourRange, hour: number): boolean {
  return (hour - first + 24) % 24 < length;
}

/** `14:00–15:59`. */
export function hoursText({ first, length }: HourRange): string {
  const last = (first + length - 1) % 24;
  return `${String(first).padStart(2, '0')}:00–${String(last).padStart(2, '0')}:59`;
}
