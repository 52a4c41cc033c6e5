import { payloadBytes } from '../../../model/payload/payload-text.ts';
import { formatBytes, formatCount } from '../../../model/text/formats.ts';
import { redactValue } from '../../../model/text/redact-value.ts';
import { entryCount, isContainer } from './payload-values.ts';

const mostValues = 5000;
const mostUnits = 256 * 1024;

export type PayloadSize = {
  /** As compact JSON; a lower bound unless `isWhole`. */
  readonly bytes: number;
  readonly isWhole: boolean;
  /** The number of masked secrets; 0 unless `isWhole`. */
  readonly hidden: number;
};

const sizes = new WeakMap<object, PayloadSize>();

/** Reads only small payloads whole; cached by object. */
export function measurePayload(value: unknown): PayloadSize {
  if (!isContainer(value)) return measure(value);
  const known = sizes.get(value);
  if (known) return known;
  const size = measure(value);
  sizes.set(value, size);
  return size;
}

function measure(payload: unknown): PayloadSize {
  const stack: unknown[] = [payload];
  let units = 0;
  let values = 0;
  while (stack.length > 0) {
    const value = stack.pop();
    values += 1;
    if (typeof value === 'string') units += value.length;
    if (values + stack.length > mostValues || units > mostUnits)
      return { bytes: units, isWhole: false, hidden: 0 };
    if (!isContainer(value)) continue;
    const list = Array.isArray(value) ? value : undefined;
    if (entryCount(value) > mostValues)
      return { bytes: units + 2 * entryCount(value), isWhole: false, hidden: 0 };
    for (const [key, entry] of Object.entries(value)) {
      if (!list) units += key.length;
      stack.push(entry);
      if (stack.length > mostValues) return { bytes: units, isWhole: false, hidden: 0 };
    }
  }
  return { bytes: payloadBytes(payload), isWhole: true, hidden: redactValue(payload).hidden };
}

/** `3 keys · 61 B`, `1,204 items · over 256 KB`. */
export function describePayload(value: unknown): string {
  const size = measurePayload(value);
  const bytes = size.isWhole ? formatBytes(size.bytes) : `over ${formatBytes(size.bytes)}`;
  if (typeof value === 'string' && !size.isWhole) return `${formatCount(value.length)} characters`;
  if (!isContainer(value)) return bytes;
  const isList = Array.isArray(value);
  const count = entryCount(value);
  const word = isList ? (count === 1 ? 'item' : 'items') : count === 1 ? 'key' : 'keys';
  return `${formatCount(count)} ${word} · ${bytes}`;
}
