const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** Replaces `NaN` and infinities. */
const notFinite = '–';

/** `98,112`; keeps decimals. */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? groupDigits(String(value)) : notFinite;
}

/** `1 run`, `2,000 runs`, `5 successes`; `many` for an irregular plural. */
export function countOf(
  count: number,
  one: string,
  many = `${one}${one.endsWith('s') ? 'es' : 's'}`,
): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `a, b and c`. */
export function joinWords(words: readonly string[], last: 'and' | 'or'): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(` ${last} `);
}

/** `1 run`, or `12+ runs` for a lower bound. */
export function countOrMore(count: number, isMore: boolean, one: string): string {
  return countOf(count, one).replace(' ', isMore ? '+ ' : ' ');
}

/** `31%`, below ten `2.4%`; never `0%` for some or `100%` for not all. Formats every percentage. */
export function formatShare(part: number, whole = 1): string {
  const percent = whole === 0 ? 0 : (100 * part) / whole;
  if (part > 0 && percent < 0.1) return '<0.1%';
  if (part < whole && percent >= 99.5) return '>99%';
  return `${Number(percent.toFixed(percent < 10 ? 1 : 0))}%`;
}

/** `<1ms`, `180ms`, `4.2s`, `1m 03s`, `2h 05m`, `3d 04h`; may round up to the next unit. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return notFinite;
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms < 1) return '<1ms';
  if (Math.round(ms) < second) return `${Math.round(ms)}ms`;
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  const seconds = Math.round(ms / second);
  if (seconds < 3600) return `${twoUnits(seconds, 60, 'm')}s`;
  const minutes = Math.round(ms / minute);
  if (minutes < 1440) return `${twoUnits(minutes, 60, 'h')}m`;
  return `${twoUnits(Math.round(ms / hour), 24, 'd')}h`;
}

/** A time in a trace, as precise as steps of `stepMs`: `250ms`, `1.25s`, `1m 02.5s`, `2h 05m`. */
export function formatOffset(ms: number, stepMs: number): string {
  const digits = decimalsOf(stepMs / second);
  const whole = roundTo(ms, Math.max(0, digits - 3));
  const rounded = whole < second ? whole : roundTo(ms / second, digits) * second;
  if (rounded === 0) return '0';
  if (rounded < second) return `${rounded.toFixed(Math.max(0, digits - 3))}ms`;
  if (rounded < minute) return `${(rounded / second).toFixed(digits)}s`;
  const rest = (rounded % minute) / second;
  const seconds =
    stepMs < minute ? ` ${rest.toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0')}s` : '';
  if (rounded < hour) return `${Math.floor(rounded / minute)}m${seconds}`;
  const minutes = stepMs < hour ? ` ${pad(Math.floor((rounded % hour) / minute))}m` : '';
  if (rounded < day) return `${Math.floor(rounded / hour)}h${minutes}${seconds}`;
  const hours = stepMs < day ? ` ${pad(Math.floor((rounded % day) / hour))}h` : '';
  return `${Math.floor(rounded / day)}d${hours}${minutes}${seconds}`;
}

/** Rounded to cents, below ten cents to two digits: `$1,234.50`, `$0.0021`. */
export function formatCost(usd: number): string {
  return formatExactCost(Math.abs(usd) < 0.0995 ? Number(usd.toPrecision(2)) : roundToCents(usd));
}

/** Larger amounts have no cents. */
function roundToCents(usd: number): number {
  return Math.abs(usd) < 1e15 ? Number(usd.toFixed(2)) : usd;
}

/** `$12.345`, `$0.0021345`: at least two decimals, at most fifteen significant digits. */
export function formatExactCost(usd: number): string {
  if (!Number.isFinite(usd)) return notFinite;
  if (usd < 0) return `-${formatExactCost(-usd)}`;
  if (usd === 0) return '$0';
  const value = Number(usd.toPrecision(15));
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const decimals = Math.max(0, digits.length - 2) - Number(exponent);
  const text = value < 1e21 ? value.toFixed(Math.min(100, Math.max(2, decimals))) : `${BigInt(value)}.00`;
  return `$${groupDigits(text)}`;
}

/** `61 B`, `2.7 KB`; 1 KB is 1,024 bytes. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return notFinite;
  if (bytes < 0) return `-${formatBytes(-bytes)}`;
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = Math.round(bytes);
  let unit = 0;
  while (Math.round(value * 10) / 10 >= 1024 && unit < units.length) {
    value /= 1024;
    unit++;
  }
  return `${groupDigits(value.toFixed(unit === 0 ? 0 : 1))} ${units[unit] ?? 'TB'}`;
}

/** `now`, `2m ago`, `in 5m`; whole units, rounded down. */
export function formatAge(at: number, now: number): string {
  const span = Math.abs(now - at);
  if (!Number.isFinite(span)) return notFinite;
  if (span < second) return 'now';
  const words = inLargestUnit(span);
  return at > now ? `in ${words}` : `${words} ago`;
}

/** In the largest unit, rounded down, for a narrow column: `<1s`, `12s`, `3m`, `2h`, `5d`. */
export function formatShortDuration(ms: number): string {
  if (!Number.isFinite(ms)) return notFinite;
  return ms < second ? '<1s' : inLargestUnit(ms);
}

/** `YYYY-MM-DD HH:mm:ss` in the local time zone. */
export function formatTime(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return notFinite;
  const fullYear = date.getFullYear();
  const years = `${fullYear < 0 ? '-' : ''}${pad(Math.abs(fullYear), 4)}`;
  return `${years}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${clockOf(date)}`;
}

/** `YYYY-MM-DD` in the local time zone. */
export function formatDay(at: number): string {
  return formatTime(at).split(' ', 1)[0] ?? '';
}

/** `HH:mm:ss.SSS` in the local time zone. */
export function formatClock(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return notFinite;
  return `${clockOf(date)}.${pad(date.getMilliseconds(), 3)}`;
}

/** ISO 8601 in UTC; an invalid time as a number. */
export function toIsoTime(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}

function twoUnits(count: number, size: number, unit: string): string {
  return `${Math.floor(count / size)}${unit} ${pad(count % size)}`;
}

function roundTo(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function decimalsOf(seconds: number): number {
  return Math.max(0, Math.ceil(-Math.log10(seconds) - 1e-9));
}

function inLargestUnit(span: number): string {
  if (span < minute) return `${Math.floor(span / second)}s`;
  if (span < hour) return `${Math.floor(span / minute)}m`;
  if (span < day) return `${Math.floor(span / hour)}h`;
  if (span < year) return `${Math.floor(span / day)}d`;
  return `${Math.floor(span / year)}y`;
}

function groupDigits(text: string): string {
  const end = text.search(/[.e]|$/);
  return text.slice(0, end).replace(/\B(?=(?:\d{3})+$)/g, ',') + text.slice(end);
}

function clockOf(date: Date): string {
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}

/** `3 of 12`. */
export function outOf(count: number, all: number): string {
  return `${formatCount(count)} of ${formatCount(all)}`;
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function uncapitalize(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
