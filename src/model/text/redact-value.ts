import { defineMember, isObject } from '../is-record.ts';
import { redactLeaf, redactText } from './redact.ts';
import { isSecretKey, isSecretMember } from './secrets/secret-keys.ts';

/**
 * Where secrets were masked; `[]` in the path is an item. Found by the `name` of the value, in its `text`, or
 * as a `key`.
 */
export type MaskedPart = {
  readonly path: readonly string[];
  readonly kind: 'name' | 'text' | 'key';
  readonly count: number;
};

type Frame = {
  readonly source: object;
  readonly keys: readonly string[];
  readonly shownKeys: readonly string[];
  readonly isSecret: boolean;
  next: number;
  copy: object | undefined;
};

/** Masks and counts the secrets of a value of any depth, keys included; cycles are allowed. */
export function redactValue(
  value: unknown,
  onMasked?: (part: MaskedPart) => void,
): { readonly value: unknown; readonly hidden: number } {
  if (!isObject(value)) return redactLeaf(undefined, value);
  let hidden = 0;
  const stack: Frame[] = [];
  const open = new Set<object>();
  const enter = (source: object, isSecret: boolean) => {
    const keys = Object.keys(source);
    const masked = Array.isArray(source) ? { keys, hidden: 0 } : redactKeys(keys);
    hidden += masked.hidden;
    if (masked.hidden > 0) onMasked?.({ path: pathOfLastRead(stack), kind: 'key', count: masked.hidden });
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
    if (leaf.hidden === 0) continue;
    const kind = isSecret || isSecretKey(key) ? 'name' : 'text';
    onMasked?.({ path: pathOfLastRead(stack), kind, count: leaf.hidden });
    setMember(frame, leaf.value);
  }
}

function pathOfLastRead(stack: readonly Frame[]): readonly string[] {
  return stack.map(({ source, shownKeys, next }) =>
    Array.isArray(source) ? '[]' : (shownKeys[next - 1] ?? ''),
  );
}

function withKeys(source: object, keys: readonly string[], shownKeys: readonly string[]): object {
  const copy = {};
  for (const [at, key] of keys.entries()) defineMember(copy, shownKeys[at] ?? key, Reflect.get(source, key));
  return copy;
}

/** Replaces the member that was read last. */
function setMember(frame: Frame, value: unknown): void {
  frame.copy ??= Array.isArray(frame.source) ? [...frame.source] : { ...frame.source };
  defineMember(frame.copy, frame.shownKeys[frame.next - 1] ?? '', value);
}

/** Masks secret keys, and numbers those that become equal. */
function redactKeys(keys: readonly string[]): { readonly keys: readonly string[]; readonly hidden: number } {
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

/** Masks like `redactValue`, but a member of a container only when it is read. */
export function toMasked(value: unknown): unknown {
  return isContainer(value) ? new MaskedContainer(value, false) : redactLeaf(undefined, value).value;
}

/** Its members that are containers are read as `MaskedContainer`. */
export class MaskedContainer {
  readonly isList: boolean;
  readonly size: number;
  readonly #source: object;
  /** Whether a name around it makes all members secrets. */
  readonly #isSecret: boolean;
  /** The keys of an object, except of members that are `undefined`. */
  readonly #keys: readonly (readonly [recorded: string, shown: string])[];
  readonly #read = new Map<number, unknown>();
  #places: ReadonlyMap<string, number> | undefined;

  constructor(source: object, isSecret: boolean) {
    this.#source = source;
    this.#isSecret = isSecret;
    this.isList = Array.isArray(source);
    this.#keys = this.isList ? [] : recordedKeys(source);
    this.size = Array.isArray(source) ? source.length : this.#keys.length;
  }

  keyAt(at: number): string {
    return this.isList ? String(at) : (this.#keys[at]?.[1] ?? '');
  }

  memberAt(at: number): unknown {
    if (this.#read.has(at)) return this.#read.get(at);
    const member = this.#mask(this.isList ? String(at) : (this.#keys[at]?.[0] ?? ''));
    this.#read.set(at, member);
    return member;
  }

  /** The index of a shown key; -1 if there is none. */
  placeOf(key: string): number {
    if (this.isList) return /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < this.size ? Number(key) : -1;
    this.#places ??= new Map(this.#keys.map(([, shown], at) => [shown, at]));
    return this.#places.get(key) ?? -1;
  }

  #mask(key: string): unknown {
    const member: unknown = Reflect.get(this.#source, key);
    const isSecret = this.#isSecret || isSecretMember(this.#source, key);
    if (isContainer(member)) return new MaskedContainer(member, isSecret);
    return redactLeaf(key, member, isSecret).value;
  }
}

function recordedKeys(source: object): readonly (readonly [recorded: string, shown: string])[] {
  const keys = Object.keys(source);
  const shown = redactKeys(keys).keys;
  return keys
    .map((key, at) => [key, shown[at] ?? key] as const)
    .filter(([key]) => Reflect.get(source, key) !== undefined);
}

/** Special values, such as dates, are scalars. */
function isContainer(value: unknown): value is object {
  if (!isObject(value)) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
