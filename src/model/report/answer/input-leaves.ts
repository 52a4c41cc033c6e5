import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import { LazyText } from '../../payload/lazy/lazy-text.ts';
import { isSecretMember } from '../../text/secrets/secret-keys.ts';

/** A value in a payload; `undefined` where the payload has nothing at the path. */
export type Leaf = { readonly path: readonly string[]; readonly value: unknown };

const mostRead = 2_000;
const deepest = 8;

/** The single values in a payload, in order, up to a limit; large parts of large payloads are left out. */
export function leavesOf(payload: unknown): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const stack: Leaf[] = [{ path: [], value: payload }];
  let left = mostRead;
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { value, path } = next;
    if (!isPlainContainer(value)) {
      if (path.length > 0 && !isLazy(value)) leaves.push(next);
      continue;
    }
    const keys = path.length < deepest ? Object.keys(value).slice(0, left) : [];
    left -= keys.length;
    for (const key of keys.reverse()) stack.push({ path: [...path, key], value: memberOf(value, key) });
  }
  return leaves;
}

/** Whether the name of a value, or of what it is in, makes it a secret. */
export function isSecretAt(payload: unknown, path: readonly string[]): boolean {
  let at = payload;
  for (const key of path) {
    if (!isPlainContainer(at)) return false;
    if (isSecretMember(at, key)) return true;
    at = memberOf(at, key);
  }
  return false;
}

/** A member of a container; `undefined` where it has none. */
export function memberOf(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

export function isPlainContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isLazy(value);
}

function isLazy(value: unknown): boolean {
  return value instanceof LazyContainer || value instanceof LazyText;
}
