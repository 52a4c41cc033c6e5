import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import { kindOf } from './value-kind.ts';

const idNames = /^(?:_?id|uuid|guid|key|name|sku|slug|email)$|(?:_id|Id|ID|_key|Key)$/;
const mostNames = 8;
const leastShared = 0.5;
const itemsPerTurn = 2_048;

/**
 * The member by which the objects of two lists are told apart: each has one, no two of a list have the same,
 * and at least half of them are in both lists. Ids that are new in every run are none.
 */
export function* findIdMember(
  was: readonly unknown[],
  is: readonly unknown[],
): Generator<undefined, string | undefined> {
  const [first] = is;
  if (!isPlainObject(first) || !isPlainObject(was[0])) return undefined;
  for (const name of Object.keys(first)
    .filter(key => idNames.test(key))
    .slice(0, mostNames)) {
    const wasIds = yield* idsOf(was, name);
    const isIds = wasIds && (yield* idsOf(is, name));
    if (!isIds) continue;
    let shared = 0;
    for (const id of isIds) if (wasIds.has(id)) shared += 1;
    if (shared >= leastShared * Math.min(wasIds.size, isIds.size)) return name;
  }
  return undefined;
}

function* idsOf(
  items: readonly unknown[],
  name: string,
): Generator<undefined, ReadonlySet<unknown> | undefined> {
  const ids = new Set<unknown>();
  for (const [index, item] of items.entries()) {
    const id: unknown =
      isPlainObject(item) && Object.hasOwn(item, name) ? Reflect.get(item, name) : undefined;
    if ((typeof id !== 'string' && typeof id !== 'number') || ids.has(id)) return undefined;
    ids.add(id);
    if ((index + 1) % itemsPerTurn === 0) yield;
  }
  return ids;
}

/** Large objects, which are lazy, are matched by their content. */
function isPlainObject(value: unknown): value is object {
  return kindOf(value) === 'object' && !(value instanceof LazyContainer);
}
