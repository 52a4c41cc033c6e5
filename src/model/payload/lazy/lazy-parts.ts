import { defineMember, isObject } from '../../is-record.ts';
import { isSecretMember, namesBesideOf } from '../../text/secrets/secret-keys.ts';
import { LazyContainer } from './lazy-payload.ts';
import { LazyText } from './lazy-text.ts';

/** Lazy values are not deeper in a run: `messages[1].toolCalls[2].error.value`. */
const deepestLazy = 8;

export type LazyPart = { readonly path: readonly string[]; readonly lazy: LazyContainer | LazyText };

export function isLazy(value: unknown): value is LazyContainer | LazyText {
  return value instanceof LazyContainer || value instanceof LazyText;
}

/** The lazy values in a value, such as a run; `at` is its own path. */
export function findLazyParts(value: unknown, at: readonly string[] = []): readonly LazyPart[] {
  const parts: LazyPart[] = [];
  const visit = (one: unknown, path: readonly string[]): void => {
    if (isLazy(one)) parts.push({ path, lazy: one });
    else if (isObject(one) && path.length < deepestLazy)
      for (const [key, member] of Object.entries(one)) visit(member, [...path, key]);
  };
  visit(value, at);
  return parts;
}

/** A copy with another value at a path. */
export function withValueAt<Value>(value: Value, path: readonly string[], placed: unknown): Value {
  const [key, ...rest] = path;
  if (key === undefined) return placed as Value;
  if (!isObject(value)) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const member = withValueAt<unknown>(Reflect.get(value, key), rest, placed);
  defineMember(copy, key, member);
  return copy as Value;
}

/** A copy with lazy values read whole, which is slow for large ones. */
export function withWholeValues<Value>(value: Value): Value {
  return wholeOf(value, 0) as Value;
}

function wholeOf(value: unknown, depth: number): unknown {
  if (value instanceof LazyContainer) return value.parse();
  if (value instanceof LazyText) return value.toString();
  if (!isObject(value) || depth === deepestLazy) return value;
  let copy: object | undefined;
  for (const [key, member] of Object.entries(value)) {
    const whole = wholeOf(member, depth + 1);
    if (whole === member) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    defineMember(copy, key, whole);
  }
  return copy ?? value;
}

export function isSecretIn(container: object, key: string): boolean {
  if (!(container instanceof LazyContainer)) return isSecretMember(container, key);
  return isSecretEntry(container, container.isList ? Number(key) : container.indexOf(key), key);
}

export function isSecretEntry(container: LazyContainer, index: number, key: string): boolean {
  if (!container.isList) return isSecretMember(membersBeside(container, key), key);
  if (!container.isTextAt(index - 1)) return false;
  const { size } = container;
  const at = index < longList ? index : longList + (index % 2);
  const items: unknown[] = [];
  items.length = Math.min(size, longList + 2 + (size % 2));
  items[at - 1] = container.at(index - 1);
  items[at] = container.at(index);
  return isSecretMember(items, String(at));
}

/** In longer lists, only the parity of the size and the index counts. */
const longList = 400;

function membersBeside(object: LazyContainer, key: string): object {
  return Object.fromEntries(namesBesideOf(key).map(name => [name, object.get(name)]));
}

export function isPlainContainer(value: unknown): value is object {
  return isObject(value) && !isLazy(value);
}

export function memberOf(container: unknown, key: string | number): unknown {
  if (container instanceof LazyContainer)
    return typeof key === 'number' ? container.at(key) : container.get(key);
  if (!isObject(container) || !Object.hasOwn(container, key)) return undefined;
  return Reflect.get(container, key);
}

/** Whether the name of a value, or of a parent, makes it a secret. */
export function isSecretAt(value: unknown, path: readonly (string | number)[]): boolean {
  let at = value;
  for (const key of path) {
    if (!isObject(at)) return false;
    if (isSecretIn(at, String(key))) return true;
    at = memberOf(at, key);
  }
  return false;
}
