import { isLazy, isPlainContainer, memberOf } from '../payload/lazy/lazy-parts.ts';

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

const mostOdd = 3;
/** With fewer values, none can be called the odd one. */
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
