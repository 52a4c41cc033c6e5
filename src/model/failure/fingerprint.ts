import { isRecord } from '../is-record.ts';
import { causeOf, deepestCause } from './innermost-cause.ts';

/** `error.fingerprint`, a text or a list of texts, of the error or of the first cause that has one. */
export function fingerprintOf(value: unknown): string | undefined {
  let error = value;
  for (let depth = 0; depth <= deepestCause && isRecord(error); depth += 1) {
    const text = toText(Object.getOwnPropertyDescriptor(error, 'fingerprint')?.value);
    if (text !== '') return text;
    error = causeOf(error);
  }
  return undefined;
}

function toText(fingerprint: unknown): string {
  const parts: readonly unknown[] = Array.isArray(fingerprint) ? fingerprint : [fingerprint];
  return parts.filter(part => typeof part === 'string' || typeof part === 'number').join('\n');
}
