import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import type { ValuePath } from '../payload/compare-payloads.ts';
import { memberAt } from './value-at.ts';

const mostValues = 200;

/**
 * What the items of lists have at a path below an item, whichever item it is: for `['items', 2, 'isOpen']`
 * that of every item; `undefined` for an item without it. None for other paths: an item that is no object may
 * be an argument of a call, which is not like the others.
 */
export function itemValues(payload: unknown, path: ValuePath): readonly unknown[] {
  const values: unknown[] = [];
  if (path.slice(0, -1).some(key => typeof key === 'number')) collect(payload, path, values);
  return values;
}

function collect(value: unknown, path: ValuePath, values: unknown[]): void {
  if (values.length >= mostValues) return;
  const [key, ...rest] = path;
  if (key === undefined || value === undefined) {
    values.push(value);
    return;
  }
  const isList = Array.isArray(value) || (value instanceof LazyContainer && value.isList);
  if (!isList || rest.length === 0) return collect(memberAt(value, key), rest, values);
  const size = value instanceof LazyContainer ? value.size : value.length;
  for (let at = 0; at < Math.min(size, mostValues); at += 1) collect(memberAt(value, at), rest, values);
}
