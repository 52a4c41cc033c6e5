import { LazyContainer } from './lazy-payload.ts';
import { LazyText } from './lazy-text.ts';

/** Lazy values are in the parts of a run, such as `messages[1].toolCalls[2].error.value`. */
export const deepestLazy = 8;

/** A lazy value and where it is. */
export type LazyPart = {
  readonly path: readonly string[];
  readonly lazy: LazyContainer | LazyText;
};

export function isLazy(value: unknown): value is LazyContainer | LazyText {
  return value instanceof LazyContainer || value instanceof LazyText;
}

/** The lazy values in a value, such as a run; `at` is where that is itself. */
export function findLazyParts(value: unknown, at: readonly string[] = []): readonly LazyPart[] {
  const parts: LazyPart[] = [];
  const visit = (one: unknown, path: readonly string[]): void => {
    if (isLazy(one)) parts.push({ path, lazy: one });
    else if (typeof one === 'object' && one !== null && path.length < deepestLazy)
      for (const [key, member] of Object.entries(one)) visit(member, [...path, key]);
  };
  visit(value, at);
  return parts;
}

/** A copy of the value with another one at a path. */
export function withValueAt(value: unknown, path: readonly string[], placed: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return placed;
  if (typeof value !== 'object' || value === null) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const member = withValueAt(Reflect.get(value, key), rest, placed);
  Object.defineProperty(copy, key, { value: member, enumerable: true, writable: true, configurable: true });
  return copy;
}
