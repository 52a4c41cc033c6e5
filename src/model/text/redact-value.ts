import { redactLeaf } from './redact.ts';
import { redactKeys } from './redact-keys.ts';
import { isSecretKey } from './secrets/secret-keys.ts';
import { isSecretMember } from './secrets/secret-member.ts';

/**
 * Where secrets were masked, without them; `[]` stands for an item. `name`: a name says that the value is
 * one; `text`: a part of a text is; `key`: the key is.
 */
export type MaskedPart = {
  readonly path: readonly string[];
  readonly kind: 'name' | 'text' | 'key';
  readonly count: number;
};

type Frame = {
  readonly source: object;
  readonly keys: readonly string[];
  /** The keys as they are shown; those that are secrets are masked. */
  readonly shownKeys: readonly string[];
  readonly isSecret: boolean;
  next: number;
  copy: object | undefined;
};

/**
 * Masks and counts the secrets of a value of any depth, keys too, also with cycles; copies what it masks.
 * `onMasked` is told where.
 */
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
    if (masked.hidden > 0) onMasked?.({ path: pathOf(stack), kind: 'key', count: masked.hidden });
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
    onMasked?.({ path: pathOf(stack), kind, count: leaf.hidden });
    setMember(frame, leaf.value);
  }
}

/** Of the member that was read last. */
function pathOf(stack: readonly Frame[]): readonly string[] {
  return stack.map(({ source, shownKeys, next }) =>
    Array.isArray(source) ? '[]' : (shownKeys[next - 1] ?? ''),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
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
