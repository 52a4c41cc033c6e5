import { LazyContainer } from '../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../model/payload/lazy/lazy-text.ts';

/** How much of a long text tells values apart. */
const longest = 300;
const mostItems = 100;

/** The single values at a path that a filter compares; of a list, each of its items. */
export function payloadTexts(payload: unknown, path: readonly string[]): readonly string[] {
  let value = payload;
  for (const key of path) value = memberAt(value, key);
  return [...new Set(itemsOf(value).flatMap(textOf))];
}

function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.slice(0, mostItems);
  if (!(value instanceof LazyContainer) || !value.isList) return [value];
  return Array.from({ length: Math.min(mostItems, value.size) }, (_, index) => value.at(index));
}

function memberAt(value: unknown, key: string): unknown {
  if (value instanceof LazyContainer) {
    const index = value.isList ? Number(key) : value.indexOf(key);
    return index >= 0 && index < value.size ? value.at(index) : undefined;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

function textOf(value: unknown): readonly string[] {
  if (value instanceof LazyText) return [value.slice(0, longest)];
  if (value === undefined || (typeof value === 'object' && value !== null)) return [];
  return [String(value).slice(0, longest)];
}
