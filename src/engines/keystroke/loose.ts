import { type RunStatus, toStatus } from '../../model/status.ts';

/** An object of a JSON answer whose exact form nobody documents. */
export type Loose = Readonly<Record<string, unknown>>;

export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member under any of its names; case, dashes and underscores do not count. */
export function memberOf(from: unknown, ...names: readonly string[]): unknown {
  if (!isLoose(from)) return undefined;
  const keys = Object.keys(from);
  for (const name of names) {
    const key = keys.find(one => plainName(one) === name);
    if (key !== undefined && from[key] !== undefined && from[key] !== null) return from[key];
  }
  return undefined;
}

export function hasMember(from: unknown, ...names: readonly string[]): boolean {
  return isLoose(from) && Object.keys(from).some(key => names.includes(plainName(key)));
}

/** A member's name without what does not count. */
export function plainName(key: string): string {
  return key.replace(/[_-]/g, '').toLowerCase();
}

/** A text or a number, or what an object is called, as a text. */
export function looseText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number') return String(value);
  if (!isLoose(value)) return undefined;
  if (isBig(value)) return value.value;
  const name = memberOf(value, 'slug', 'name', 'label', 'email', 'title', 'id');
  return typeof name === 'string' || typeof name === 'number' ? looseText(name) : undefined;
}

/** A whole number that was too large to be one: the marker of `docs/payloads.md`. */
function isBig(value: unknown): value is { readonly value: string } {
  return isLoose(value) && value.$type === 'bigint' && typeof value.value === 'string';
}

/** The word for how something stands, as the program writes it. */
export function statusWord(from: unknown): string | undefined {
  const value = memberOf(from, 'status', 'state');
  return (
    (isLoose(value) ? looseText(memberOf(value, 'value', 'state', 'status', 'code')) : undefined) ??
    looseText(value)
  );
}

/** `Waiting on hook` and `waiting-on-hook` are `waiting_on_hook`. */
export function looseStatus(from: unknown): RunStatus {
  return toStatus((statusWord(from) ?? '').trim().replace(/[\s-]+/g, '_'));
}

export function looseNumber(given: unknown): number | undefined {
  const value = isBig(given) ? given.value : given;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value.replace(/^\$/, '')) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/**
 * A time of our days is smaller than the first number in seconds, than the second in ms, and so on in
 * microseconds and nanoseconds.
 */
const units: readonly (readonly [end: number, msEach: number])[] = [
  [1e11, 1_000],
  [1e14, 1],
  [1e17, 1e-3],
  [1e20, 1e-6],
];

/** Epoch ms, from a date, or from seconds, milliseconds, microseconds or nanoseconds since 1970. */
export function looseTime(value: unknown): number | undefined {
  const number = looseNumber(value);
  if (number !== undefined) {
    const msEach = number > 0 ? units.find(([end]) => number < end)?.[1] : undefined;
    return msEach === undefined ? undefined : Math.floor(number * msEach);
  }
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

export function looseList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Each text once, from a list of texts or of objects with names, or one text. */
export function looseTexts(value: unknown): readonly string[] {
  const items = typeof value === 'string' ? [value] : looseList(value);
  return [...new Set(items.map(looseText).filter(text => text !== undefined))];
}
