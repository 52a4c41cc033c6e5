import { deepestLazy } from './lazy-parts.ts';
import { LazyContainer } from './lazy-payload.ts';
import { LazyText } from './lazy-text.ts';

/** A value, such as a run, with whole values in place of the lazy ones in it. Slow where they are large. */
export function withWholeValues<Value>(value: Value): Value {
  return wholeOf(value, 0) as Value;
}

function wholeOf(value: unknown, depth: number): unknown {
  if (value instanceof LazyContainer) return value.parse();
  if (value instanceof LazyText) return value.toString();
  if (typeof value !== 'object' || value === null || depth === deepestLazy) return value;
  let copy: object | undefined;
  for (const [key, member] of Object.entries(value)) {
    const whole = wholeOf(member, depth + 1);
    if (whole === member) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    Object.defineProperty(copy, key, { value: whole, enumerable: true, writable: true, configurable: true });
  }
  return copy ?? value;
}
