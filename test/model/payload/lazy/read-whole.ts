import { LazyContainer } from '../../../../src/model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../../src/model/payload/lazy/lazy-text.ts';

/** A lazy value as the value that `JSON.parse` makes of its text. */
export function readWhole(value: unknown): unknown {
  if (value instanceof LazyText) return value.toString();
  if (value instanceof LazyContainer) return value.isList ? readList(value) : readObject(value);
  return value;
}

function readList(list: LazyContainer): unknown[] {
  return Array.from({ length: list.size }, (_, index) => readWhole(list.at(index)));
}

function readObject(object: LazyContainer): object {
  const whole = {};
  for (let index = 0; index < object.size; index += 1) {
    const key = object.keyAt(index) ?? '';
    const value = readWhole(object.at(index));
    Object.defineProperty(whole, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return whole;
}
