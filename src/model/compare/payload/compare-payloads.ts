import { isLazy } from '../../payload/lazy/lazy-parts.ts';
import { unfold } from '../../payload/lazy/lazy-payload.ts';
import { jsonType } from '../json-type.ts';

export type ValuePath = readonly (string | number)[];

/** One place at which two JSON values differ; `type` is a change to another JSON type. */
export type ValueDifference = {
  /** In the new value; of what was removed, in the old one. */
  readonly path: ValuePath;
  /** In the old value, where list items before it were added or removed. */
  readonly wasPath?: ValuePath;
  readonly change: 'changed' | 'added' | 'removed' | 'type';
  readonly was?: unknown;
  readonly is?: unknown;
};

/** The differences of two JSON values, in the order of the new one; yields regularly. */
export function* comparePayloads(
  was: unknown,
  is: unknown,
): Generator<undefined, readonly ValueDifference[]> {
  const found: ValueDifference[] = [];
  yield* compareAt(was, is, [], found);
  return found;
}

type Comparing = Generator<undefined, void>;

function* compareAt(was: unknown, is: unknown, path: ValuePath, found: ValueDifference[]): Comparing {
  if (Object.is(was, is)) return;
  if (was === undefined) found.push({ path, change: 'added', is });
  else if (is === undefined) found.push({ path, change: 'removed', was });
  else if (jsonType(was) !== jsonType(is)) found.push({ path, change: 'type', was, is });
  else if (typeof was !== 'object' || was === null) found.push({ path, change: 'changed', was, is });
  else yield* compareMembers(was, is, path, found);
}

function* compareMembers(was: object, is: unknown, path: ValuePath, found: ValueDifference[]): Comparing {
  yield;
  const [before, after] = [unfold(was), unfold(is)];
  if (isLazy(before) || isLazy(after)) {
    if (String(before) !== String(after)) found.push({ path, change: 'changed', was, is });
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let at = 0; at < Math.max(before.length, after.length); at += 1)
      yield* compareAt(before[at], after[at], [...path, at], found);
  } else {
    const keys = new Set([...Object.keys(Object(after)), ...Object.keys(Object(before))]);
    for (const key of keys)
      yield* compareAt(memberOf(before, key), memberOf(after, key), [...path, key], found);
  }
}

function memberOf(value: unknown, key: string): unknown {
  return Object.hasOwn(Object(value), key) ? Reflect.get(Object(value), key) : undefined;
}
