import { memo } from '../../../model/memo.ts';
import { LazyContainer } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import { payloadBytes } from '../../../model/payload/payload-text.ts';
import { countOf, formatBytes } from '../../../model/text/formats.ts';
import { redactValue } from '../../../model/text/redact-value.ts';
import { entryCount, isContainer, isList } from './payload-values.ts';

const mostValues = 5000;
const mostUnits = 256 * 1024;

type PayloadSize = {
  /** As compact JSON; a lower bound unless `isWhole`. */
  readonly bytes: number;
  readonly isWhole: boolean;
  /** The number of masked secrets; 0 unless `isWhole`. */
  readonly hidden: number;
};

/** Reads only small payloads whole; cached by object. */
export function measurePayload(value: unknown): PayloadSize {
  return isContainer(value) ? measureObject(value) : measure(value);
}

const measureObject = memo((value: object) => measure(value));

function measure(payload: unknown): PayloadSize {
  const stack: unknown[] = [payload];
  let units = 0;
  let values = 0;
  while (stack.length > 0) {
    const value = stack.pop();
    values += 1;
    if (value instanceof LazyContainer || value instanceof LazyText)
      return { bytes: units + sizeOf(value), isWhole: false, hidden: 0 };
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

function sizeOf(value: LazyContainer | LazyText): number {
  return value instanceof LazyText ? value.length : value.bytes;
}

/** `3 keys · 61 B`, `1,204 items · over 256 KB`. */
export function describePayload(value: unknown): string {
  const size = measurePayload(value);
  const isKnown = size.isWhole || value instanceof LazyContainer;
  const bytes = isKnown ? formatBytes(size.bytes) : `over ${formatBytes(size.bytes)}`;
  if (value instanceof LazyText || (typeof value === 'string' && !size.isWhole))
    return countOf(value.length, 'character');
  if (!isContainer(value)) return bytes;
  return `${countOf(entryCount(value), isList(value) ? 'item' : 'key')} · ${bytes}`;
}
