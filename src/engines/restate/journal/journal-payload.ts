import { parseExactJson } from '../../../model/payload/exact-json.ts';
import { specialEntries } from '../../../model/payload/special-values.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** JSON is parsed, other text stays text, other bytes become the marker for bytes; no bytes: `undefined`. */
export function decodePayload(bytes: unknown): unknown {
  if (!isBytes(bytes) || bytes.length === 0) return undefined;
  const buffer = Uint8Array.from(bytes);
  const text = decode(buffer);
  if (text === undefined) return Object.fromEntries(specialEntries(buffer) ?? []);
  const value = parseExactJson(text);
  return value === undefined ? text : value;
}

function isBytes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(byte => Number.isInteger(byte) && byte >= 0 && byte <= 255);
}

function decode(buffer: Uint8Array): string | undefined {
  try {
    return strict.decode(buffer);
  } catch {
    return undefined;
  }
}
