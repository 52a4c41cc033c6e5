import { isObject } from '../../is-record.ts';
import { isLazy } from '../../payload/lazy/lazy-parts.ts';
import { LazyText } from '../../payload/lazy/lazy-text.ts';
import { toJsonText } from '../../payload/payload-text.ts';
import { countOf } from '../../text/formats.ts';
import { jsonType, sizeOf } from '../payload/json-type.ts';

const longestText = 80;

/** One line of JSON if it is short, else its size: `an object of 212 keys`. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'not there';
  if (typeof value === 'string' || value instanceof LazyText) return shortenedQuote(value);
  if (!isObject(value)) return String(value);
  const size = sizeOf(value);
  const json = shortJson(value);
  if (json !== undefined) return json;
  return jsonType(value) === 'list'
    ? `a list of ${countOf(size, 'item')}`
    : `an object of ${countOf(size, 'key')}`;
}

function shortenedQuote(value: string | LazyText): string {
  const text = value.slice(0, longestText);
  if (value.length <= longestText) return JSON.stringify(text);
  return `${JSON.stringify(`${text}…`)} (${countOf(value.length, 'character')})`;
}

function shortJson(value: object): string | undefined {
  if (unitsLeft(value, longestText) < 0) return undefined;
  const json = toJsonText(value, { indent: 0 });
  return json.length <= longestText ? json : undefined;
}

/** About how many of the characters a value leaves, negative if it needs more; reads no further. */
function unitsLeft(value: unknown, characters: number): number {
  if (typeof value === 'string') return characters - value.length;
  if (!isObject(value)) return characters - 1;
  if (isLazy(value) || sizeOf(value) > characters) return -1;
  let left = characters;
  for (const [key, member] of Object.entries(value)) {
    left = unitsLeft(member, left - key.length);
    if (left < 0) break;
  }
  return left;
}
