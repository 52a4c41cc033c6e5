import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import { jsonType } from '../json-type.ts';

/**
 * Whether containers do not have the same items or members by design: lists of other lengths, generated keys.
 */
export function keysVary(containers: readonly unknown[]): boolean {
  const known = containers.filter(one => typeof one === 'object' && one !== null);
  if (known.length < 2) return false;
  const lists = known.filter(one => jsonType(one) === 'list');
  if (lists.length === known.length) return new Set(lists.map(sizeOf)).size > 1;
  return lists.length === 0 && known.every(one => hasOwnKey(one, known));
}

export function sizeOf(container: unknown): number {
  if (container instanceof LazyContainer) return container.size;
  return typeof container === 'object' && container !== null ? Object.keys(container).length : 0;
}

const mostKeys = 1_000;

/** Whether an object has a key that no other one has. */
function hasOwnKey(container: object, all: readonly object[]): boolean {
  return keysOf(container).some(key => all.every(other => other === container || !hasKey(other, key)));
}

function keysOf(container: object): readonly string[] {
  if (!(container instanceof LazyContainer)) return Object.keys(container).slice(0, mostKeys);
  return Array.from({ length: Math.min(container.size, mostKeys) }, (_, at) => container.keyAt(at) ?? '');
}

function hasKey(container: object, key: string): boolean {
  return container instanceof LazyContainer ? container.indexOf(key) >= 0 : Object.hasOwn(container, key);
}
