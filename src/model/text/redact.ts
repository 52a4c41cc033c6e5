import { mask } from './mask.ts';
import { type Reading, readableText, readingsOf } from './secrets/readings.ts';
import { isSecretKey } from './secrets/secret-keys.ts';
import { secretSpans } from './secrets/secret-spans.ts';
import { isHarmlessText, isSuspicious } from './secrets/suspicious.ts';

/** Masks the secrets in a text as a reader reads it, and counts them; else returns the text as it is. */
export function redactText(text: string): { readonly text: string; readonly hidden: number } {
  if (isHarmlessText(text)) return { text, hidden: 0 };
  try {
    const spans = secretSpans(suspiciousReadings(text));
    if (spans.length === 0) return { text, hidden: 0 };
    let masked = '';
    let done = 0;
    for (const { start, end, quote } of spans) {
      masked += text.slice(done, start) + quote + mask + quote;
      done = end;
    }
    return { text: masked + text.slice(done), hidden: spans.length };
  } catch (error) {
    // Regular expressions overflow their stack at about ten million characters.
    if (error instanceof RangeError) return { text: mask, hidden: 1 };
    throw error;
  }
}

function* suspiciousReadings(text: string): Generator<Reading> {
  for (const reading of readingsOf(text)) if (isSuspicious(reading.text)) yield reading;
}

/** Masks a primitive. `isSecret`: a container around it has a secret name, or `isSecretMember` is true. */
export function redactLeaf(
  key: string | undefined,
  value: unknown,
  isSecret = false,
): { readonly value: unknown; readonly hidden: number } {
  const isNamed = isSecret || (key !== undefined && isSecretKey(key));
  if (isNamed && isMaskable(key, value)) return { value: mask, hidden: 1 };
  if (typeof value !== 'string') return { value, hidden: 0 };
  const { text, hidden } = redactText(value);
  return { value: text, hidden };
}

/** Empty texts, booleans and `null` reveal nothing; neither does a number of passed tests. */
function isMaskable(key: string | undefined, value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value !== mask;
  return (typeof value === 'number' || typeof value === 'bigint') && key !== 'pass';
}

/** By the member's own name or the one beside it: `{"name": "Cookie", "value": …}`, `["Cookie", …]`. */
export function isSecretMember(parent: object, key: string): boolean {
  if (Array.isArray(parent)) {
    const at = Number(key);
    if (at % 2 === 0 || parent.length % 2 > 0) return false;
    return parent.length === 2 ? isSecretName(parent[0]) : isHeaderName(parent[at - 1]);
  }
  if (isSecretKey(key)) return true;
  if (!/^values?$/i.test(key)) return false;
  return besideNames.some(beside => isSecretName(Reflect.get(parent, beside)));
}

const besideNames = ['name', 'key', 'header', 'field', 'Name', 'Key'];

function isSecretName(word: unknown): boolean {
  if (typeof word !== 'string' || word.length > longestName) return false;
  const name = readableText(word);
  return /^[\w.-]{1,100}$/.test(name) && isSecretKey(name);
}

/** In a list of headers, names and values alternate. */
function isHeaderName(word: unknown): boolean {
  return typeof word === 'string' && /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key)$/i.test(word);
}

const longestName = 2000;

type Frame = {
  readonly source: object;
  readonly keys: readonly string[];
  /** The keys as they are shown; those that are secrets are masked. */
  readonly shownKeys: readonly string[];
  readonly isSecret: boolean;
  next: number;
  copy: object | undefined;
};

/** Masks and counts the secrets of a value of any depth, keys too, also with cycles; copies what it masks. */
export function redactValue(value: unknown): { readonly value: unknown; readonly hidden: number } {
  if (!isObject(value)) return redactLeaf(undefined, value);
  let hidden = 0;
  const stack: Frame[] = [];
  const open = new Set<object>();
  const enter = (source: object, isSecret: boolean) => {
    const keys = Object.keys(source);
    const masked = Array.isArray(source) ? { keys, hidden: 0 } : redactKeys(keys);
    hidden += masked.hidden;
    open.add(source);
    const copy = masked.hidden > 0 ? withKeys(source, keys, masked.keys) : undefined;
    stack.push({ source, keys, shownKeys: masked.keys, isSecret, next: 0, copy });
  };
  enter(value, false);
  for (;;) {
    const frame = stack[stack.length - 1];
    if (frame === undefined) return { value, hidden };
    const key = frame.keys[frame.next++];
    if (key === undefined) {
      stack.pop();
      open.delete(frame.source);
      const parent = stack[stack.length - 1];
      if (parent === undefined) return { value: frame.copy ?? frame.source, hidden };
      if (frame.copy !== undefined) setMember(parent, frame.copy);
      continue;
    }
    const member: unknown = Reflect.get(frame.source, key);
    const isSecret = frame.isSecret || isSecretMember(frame.source, key);
    if (isObject(member)) {
      if (!open.has(member)) enter(member, isSecret);
      continue;
    }
    const leaf = redactLeaf(key, member, isSecret);
    hidden += leaf.hidden;
    if (leaf.hidden > 0) setMember(frame, leaf.value);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Masks the keys of an object that are secrets, in order. Those that become equal are numbered. */
export function redactKeys(keys: readonly string[]): {
  readonly keys: readonly string[];
  readonly hidden: number;
} {
  let hidden = 0;
  const masked = keys.map(key => {
    const shown = redactText(key);
    hidden += shown.hidden;
    return shown.text;
  });
  return hidden === 0 ? { keys, hidden } : { keys: numberEqual(masked, keys), hidden };
}

function numberEqual(masked: readonly string[], keys: readonly string[]): readonly string[] {
  const taken = new Set(masked.filter((key, at) => key === keys[at]));
  const counts = new Map<string, number>();
  return masked.map((key, at) => {
    if (key === keys[at]) return key;
    let shown = key;
    let count = counts.get(key) ?? 1;
    for (; taken.has(shown); shown = `${key} (${count})`) count++;
    counts.set(key, count);
    taken.add(shown);
    return shown;
  });
}

function withKeys(source: object, keys: readonly string[], shownKeys: readonly string[]): object {
  const copy = {};
  for (const [at, key] of keys.entries()) define(copy, shownKeys[at] ?? key, Reflect.get(source, key));
  return copy;
}

/** Sets the member that was read last. */
function setMember(frame: Frame, value: unknown): void {
  frame.copy ??= Array.isArray(frame.source) ? [...frame.source] : { ...frame.source };
  define(frame.copy, frame.shownKeys[frame.next - 1] ?? '', value);
}

/** A member named `__proto__` must stay a member. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}
