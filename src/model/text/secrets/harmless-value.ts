import { mask } from '../mask.ts';

/** Values that are not secret: literals, types, words that messages use about a value, lone signs. */
const harmless = () =>
  /^(?:null|undefined|true|false|none|string|number|boolean|object|required|missing|invalid|expired|empty|unknown|denied|rejected|include|omit|same-origin|yes|no|ok|done|added|enabled|disabled|loaded|malformed|refreshed|revoked|rotated|[^\p{L}\p{N}]{1,3}|\*+|\[?redacted\]?|•+)[.!]?$/iu;

const placeholder =
  /^(?:(?:[Bb]earer|[Bb]asic|[Tt]oken) )?(?:<[\w -]+>|\$\{?[A-Z_][A-Z\d_]*\}?|[\w-]{0,4}…|\.\.\.)$/;

const longestHarmless = 60;

/** Whether what stands there is no secret, or is masked already. */
export function isHarmless(text: string, start: number, end: number): boolean {
  if (end === start) return true;
  const isMasked =
    text.startsWith(mask, start) && !/[\p{L}\p{N}]/u.test(text.slice(start + mask.length, end));
  if (isMasked) return true;
  const value = end - start < longestHarmless ? text.slice(start, end).trimEnd() : '';
  return (!/\d/.test(value) && harmless().test(value)) || placeholder.test(value);
}
