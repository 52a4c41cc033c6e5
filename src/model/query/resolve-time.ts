import { parseDuration } from './parse-duration.ts';
import type { Query, TimeTest } from './query.ts';

/** Epoch ms, `to` exclusive; an absent end is open. */
export type TimeRange = { readonly from?: number; readonly to?: number };

type Span = { readonly from: number; readonly to: number };

/** An age, a day counted back from today, a weekday, or a range of the calendar. */
export type Moment =
  | { readonly type: 'ago'; readonly ms: number }
  | { readonly type: 'day'; readonly daysAgo: number }
  /** Sunday is 0. */
  | { readonly type: 'weekday'; readonly day: number }
  | ({ readonly type: 'date' } & Span);

const dayPattern = /^(\d{4})-(\d\d)-(\d\d)$/;
const timePattern =
  /^(\d{4})-(\d\d)-(\d\d)[t ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(z|[+-]\d\d:?\d\d)?$/i;

const days: Readonly<Record<string, number>> = { today: 0, yesterday: 1, tomorrow: -1 };
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

export const dayWords: readonly string[] = [...Object.keys(days), ...weekdays];

/** `24h`, a word of `dayWords`, an ISO date or date-time; local unless it names a zone. */
export function parseMoment(text: string): Moment | undefined {
  const word = text.toLowerCase();
  const daysAgo = Object.hasOwn(days, word) ? days[word] : undefined;
  if (daysAgo !== undefined) return { type: 'day', daysAgo };
  if (weekdays.includes(word)) return { type: 'weekday', day: weekdays.indexOf(word) };
  const ms = parseDuration(text);
  if (ms !== undefined) return { type: 'ago', ms: Math.round(ms) };
  return parseDay(text) ?? parseDateTime(text);
}

export function isDateLike(text: string): boolean {
  return dayPattern.test(text) || timePattern.test(text);
}

function parseDay(text: string): Moment | undefined {
  const found = dayPattern.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  if (!isDay(year, month, day)) return undefined;
  return { type: 'date', from: localTime(year, month, day), to: localTime(year, month, day + 1) };
}

function parseDateTime(text: string): Moment | undefined {
  const found = timePattern.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1, 6).map(Number);
  const second = Number(found[6] ?? 0);
  const milli = Number((found[7] ?? '').padEnd(3, '0'));
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  const clockMs = ((hour * 60 + minute) * 60 + second) * 1_000 + milli;
  const from = startOfWallTime({ year, month, day, clockMs, zone: found[8] });
  const precisionMs = found[6] === undefined ? 60_000 : found[7] === undefined ? 1_000 : 1;
  return from === undefined ? undefined : { type: 'date', from, to: from + precisionMs };
}

type WallTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clockMs: number;
  readonly zone: string | undefined;
};

function startOfWallTime({ year, month, day, clockMs, zone }: WallTime): number | undefined {
  if (zone === undefined) return localTime(year, month, day, clockMs);
  const offsetMs = zoneOffsetMs(zone);
  return offsetMs === undefined ? undefined : utcTime(year, month, day) + clockMs - offsetMs;
}

function zoneOffsetMs(zone: string): number | undefined {
  if (/^z$/i.test(zone)) return 0;
  const [hours = 0, minutes = 0] = [zone.slice(1, 3), zone.slice(-2)].map(Number);
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function isDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(utcTime(year, month + 1, 0)).getUTCDate();
}

function utcTime(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** Set field by field, because a day with a clock change does not have 24 hours. */
function localTime(year: number, month: number, day: number, clockMs = 0): number {
  const at = new Date(2000, 0, 1);
  at.setFullYear(year, month - 1, day);
  return at.setHours(0, 0, 0, clockMs);
}

function spanOf(moment: Moment, now: number): Span {
  if (moment.type === 'date') return moment;
  if (moment.type === 'ago') return { from: now - moment.ms, to: now - moment.ms + 1 };
  return dayAt(now, moment.type === 'day' ? -moment.daysAgo : -daysSince(moment.day, now));
}

function daysSince(weekday: number, now: number): number {
  return (new Date(now).getDay() - weekday + 7) % 7;
}

/** A local day, counted from that of `now`. */
function dayAt(now: number, days: number): Span {
  const today = new Date(now);
  const [year, month, day] = [today.getFullYear(), today.getMonth() + 1, today.getDate() + days];
  return { from: localTime(year, month, day), to: localTime(year, month, day + 1) };
}

/** When a duration from now ends, or a day or date begins, which may be past; a weekday is the next. */
export function comingTime(text: string, now: number): number | undefined {
  const moment = parseMoment(text);
  if (moment?.type === 'ago') return now + moment.ms;
  if (moment?.type !== 'weekday') return moment && spanOf(moment, now).from;
  return dayAt(now, 7 - daysSince(moment.day, now)).from;
}

/** Throws for a text that is no time, which `parseQuery` never returns. */
export function resolveTime(test: TimeTest, now: number): TimeRange {
  if (test.op === '..') return resolveRange(toMoment(test.from), toMoment(test.to), now);
  const moment = toMoment(test.text);
  const span = spanOf(moment, now);
  const isAge = moment.type === 'ago';
  switch (test.op) {
    case 'since':
      return { from: span.from };
    case 'until':
      return { to: span.to };
    case 'on':
      return isAge ? { from: span.from } : span;
    case '>':
      return isAge ? { to: span.from } : { from: span.to };
    case '>=':
      return isAge ? { to: span.to } : { from: span.from };
    case '<':
      return isAge ? { from: span.to } : { to: span.from };
    case '<=':
      return isAge ? { from: span.from } : { to: span.to };
  }
}

/** Two ages may come in either order; a weekday as start is the last one before the end. */
function resolveRange(first: Moment, second: Moment, now: number): TimeRange {
  const [newest, other] = [spanOf(first, now), spanOf(second, now)];
  const isLater = first.type === 'weekday' && newest.from > other.from;
  const one = isLater ? dayAt(now, -daysSince(first.day, now) - 7) : newest;
  const isSwapped = first.type === 'ago' && second.type === 'ago' && one.from > other.from;
  return isSwapped ? { from: other.from, to: one.to } : { from: one.from, to: other.to };
}

function toMoment(text: string): Moment {
  const moment = parseMoment(text);
  if (moment === undefined) throw new RangeError(`not a time: ${text}`);
  return moment;
}

const first = Date.parse('0000-01-01T00:00:00.000Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');

/** Makes every time an instant in UTC, so that the query means the same anywhere and at any time. */
export function pinTimes(query: Query, now: number): Query {
  const pin = (test: TimeTest) => pinTest(test, Math.floor(now));
  return {
    clauses: query.clauses.map(clause =>
      clause.type === 'time' ? { ...clause, tests: clause.tests.map(pin) } : clause,
    ),
  };
}

function pinTest(test: TimeTest, now: number): TimeTest {
  const range = resolveTime(test, now);
  switch (test.op) {
    case 'since':
      return { op: 'since', text: clampedInstant(range.from ?? first) };
    case 'until':
      return { op: 'until', text: clampedInstant((range.to ?? last + 1) - 1) };
    default:
      return pinRange(range);
  }
}

function pinRange({ from, to }: TimeRange): TimeTest {
  if (from !== undefined && to !== undefined) {
    return to > from && to > first && from <= last
      ? { op: '..', from: clampedInstant(from), to: clampedInstant(to - 1) }
      : { op: '<', text: clampedInstant(first) };
  }
  if (to !== undefined) return { op: '<', text: clampedInstant(to) };
  if (from === undefined) return { op: '>=', text: clampedInstant(first) };
  return from > last ? { op: '>', text: clampedInstant(last) } : { op: '>=', text: clampedInstant(from) };
}

function clampedInstant(at: number): string {
  return new Date(Math.min(Math.max(at, first), last)).toISOString();
}
