import { fieldsOf, isRecord, listOf } from '../../../model/is-record.ts';
import { parseExactJson } from '../../../model/payload/json-text.ts';

/** Deeper values are left out: no real exporter writes them. */
const deepestValue = 200;

/**
 * Decodes an `AnyValue`. Accepts whole numbers as numbers or texts. What JSON cannot hold becomes a marker
 * (`docs/reference/payloads.md`): whole numbers beyond 2^53, bytes, NaN and infinities. `undefined` for an
 * unknown kind.
 */
export function toValue(value: unknown, depth = 0): unknown {
  if (!isRecord(value) || depth > deepestValue) return undefined;
  if ('stringValue' in value) return plain(value.stringValue);
  if ('boolValue' in value) return plain(value.boolValue);
  if ('intValue' in value) return toWhole(value.intValue);
  if ('doubleValue' in value) return toDouble(value.doubleValue);
  if ('arrayValue' in value)
    return listOf(fieldsOf(value.arrayValue).values).map(item => toValue(item, depth + 1));
  if ('kvlistValue' in value) return toRecord(fieldsOf(value.kvlistValue).values, depth + 1);
  return 'bytesValue' in value ? toBytes(value.bytesValue) : undefined;
}

/** `undefined` for lists and objects, which have their own kinds. */
function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? undefined : value;
}

function toBytes(base64: unknown): unknown {
  if (typeof base64 !== 'string') return undefined;
  return { $type: 'Uint8Array', bytes: Buffer.byteLength(base64, 'base64'), base64 };
}

/** The last of equal keys counts. */
export function toRecord(attributes: unknown, depth = 0): Record<string, unknown> {
  const entries = listOf(attributes).flatMap((item): (readonly [string, unknown])[] =>
    isRecord(item) && typeof item.key === 'string' ? [[item.key, toValue(item.value, depth)]] : [],
  );
  return Object.fromEntries(entries);
}

function toWhole(value: unknown): unknown {
  if (typeof value !== 'string' || !/^-?\d{1,40}$/.test(value)) return plain(value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : { $type: 'bigint', value: String(BigInt(value)) };
}

/** Texts in the JSON mapping of Protocol Buffers. */
const wordsForNumbers: readonly string[] = ['NaN', 'Infinity', '-Infinity'];

function toDouble(value: unknown): unknown {
  if (typeof value !== 'string') return plain(value);
  if (wordsForNumbers.includes(value)) return { $type: 'number', value };
  return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}

/**
 * Epoch ms with a fraction, exact to 0.25 µs; `undefined` for 0, which stands for no time. The text of
 * nanoseconds exceeds 2^53, so it becomes two numbers.
 */
export function toMs(nanoseconds: unknown): number | undefined {
  const digits = typeof nanoseconds === 'number' ? wholeDigits(nanoseconds) : nanoseconds;
  if (typeof digits !== 'string' || !/^\d{1,20}$/.test(digits)) return undefined;
  const ms = Number(digits.slice(0, -6)) + Number(digits.slice(-6)) / 1e6;
  return ms > 0 && ms < latestOfDate ? ms : undefined;
}

const latestOfDate = 8.64e15;

function wholeDigits(value: number): string | undefined {
  return value >= 0 && value < 1e20 ? BigInt(Math.round(value)).toString() : undefined;
}

/** Deeper than real data, but a value of this depth can still be posted to another thread. */
const deepestJson = 1_000;

/** Returns a text that is not JSON, or nests too deep, as it is. */
export function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value) || nestsDeeper(value, deepestJson)) return value;
  return parseExactJson(value) ?? value;
}

const [quote, backslash, openList, closeList, openObject, closeObject] = [34, 92, 91, 93, 123, 125];

function nestsDeeper(json: string, levels: number): boolean {
  if (json.length <= 2 * levels) return false;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length && depth <= levels; at += 1) {
    const unit = json.charCodeAt(at);
    if (unit === quote) isText = !isText;
    else if (isText) at += unit === backslash ? 1 : 0;
    else if (unit === openList || unit === openObject) depth += 1;
    else if (unit === closeList || unit === closeObject) depth -= 1;
  }
  return depth > levels;
}
