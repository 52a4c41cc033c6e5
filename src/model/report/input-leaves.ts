import { LazyContainer } from '../payload/lazy/lazy-payload.ts';
import { LazyText } from '../payload/lazy/lazy-text.ts';
import { isSecretMember } from '../text/secrets/secret-keys.ts';

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

const mostOdd = 3;
/** Of two values, neither is the odd one. */
const leastCompared = 3;

/**
 * Leaves without those that are alike in the items of a list: of these, only the few are left that have
 * another value than most of the others, or all of a short list in which the values are mixed.
 */
export function withoutLikeLeaves(leaves: readonly Leaf[]): readonly Leaf[] {
  const columns = Map.groupBy(leaves, columnOf);
  const kept = new Set([...columns.values()].flatMap(oddOnes));
  return leaves.filter(leaf => kept.has(leaf));
}

/** `items.*.qty` of `items.3.qty`. */
function columnOf({ path }: Leaf): string {
  return JSON.stringify(path.map(key => (/^\d+$/u.test(key) ? '*' : key)));
}

function oddOnes(column: readonly Leaf[]): readonly Leaf[] {
  if (column.length < leastCompared) return column;
  const byValue = [...Map.groupBy(column, ({ value }) => value).values()];
  const usual = byValue.find(({ length }) => length > column.length / 2);
  const others = usual ? column.filter(leaf => !usual.includes(leaf)) : column;
  return others.length <= mostOdd ? others : [];
}
