import { isLazy } from '../../payload/lazy/lazy-parts.ts';
import { jsonType } from '../json-type.ts';
import type { ValuePath } from '../payload/compare-payloads.ts';
import { isSameScalar, isSameTree } from '../payload/same-value.ts';
import { sizeOf } from './container-keys.ts';
import { valueAt } from './value-at.ts';

/**
 * Whether successes have other items in the list that holds a path, and it is as long as in one of them:
 * which items it has then tells nothing.
 */
export function* itemsVary(
  path: ValuePath,
  payload: unknown,
  usualPayloads: readonly unknown[],
): Generator<undefined, boolean> {
  const above = path.slice(0, -1);
  const lists = usualPayloads.map(one => valueAt(one, above)).filter(one => jsonType(one) === 'list');
  const size = sizeOf(valueAt(payload, above));
  if (lists.length < 2 || !lists.some(list => sizeOf(list) === size)) return false;
  const [first, ...others] = lists.map(list => valueAt(list, path.slice(-1)));
  for (const item of others) if (!(yield* isSame(first, item))) return true;
  return false;
}

/** Large items, which are read where they are looked at, are taken for different. */
function* isSame(one: unknown, other: unknown): Generator<undefined, boolean> {
  const areContainers = [one, other].every(value => typeof value === 'object' && value !== null);
  if (!areContainers || isLazy(one) || isLazy(other)) return yield* isSameScalar(one, other);
  return yield* isSameTree(Object(one), Object(other));
}
