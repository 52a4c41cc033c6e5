import { decodeBytes } from '../../../model/payload/lazy/json-bytes.ts';
import { LazyContainer } from '../../../model/payload/lazy/lazy-payload.ts';
import type { OutlineNode } from '../outline/outline-node.ts';

/** Larger groups hold containers that have groups of their own. */
const mostBytes = 256 * 1_024;

/** Texts that rows show beside what was recorded. */
const ownWords = ['items', 'keys', 'characters', 'infinity'];

const digits = /^\d{5,}$/;

/** Without punctuation, which rows add, and not a short number, which may be a count or an index. */
export function canSkipGroups(needle: string): boolean {
  if (digits.test(needle)) return true;
  if (!/^[a-z0-9_@./-](?:[a-z0-9_@./ -]*[a-z0-9_@./-])?$/.test(needle) || needle.includes('- ')) return false;
  if (/^[\d.e-]*$/.test(needle)) return false;
  const word = needle.replace(/^[\d ]+/, '');
  return !ownWords.some(own => own.includes(word));
}

/** The index after a group of items whose rows cannot contain the needle; `undefined` if they may. */
export function endOfSkipped(node: OutlineNode, first: number, needle: string): number | undefined {
  if (node.type !== 'value' || !(node.value instanceof LazyContainer)) return undefined;
  const group = node.value.groupAt(first);
  if (!group || group.bytes.length > mostBytes) return undefined;
  const text = decodeBytes(group.bytes, 0, group.bytes.length);
  if (digits.test(needle) && mayShowNumber(text, needle, first, group.end)) return undefined;
  return isShownUnchanged(text) && !text.toLowerCase().includes(needle) ? group.end : undefined;
}

/** The indexes of lists in a shorter text have fewer digits than a needle. */
const longText = 16 * 1_024;
/** Numbers that are shown in other digits than they were recorded in. */
const unusualNumber = /[:,[]\s*-?(?:\d+\.\d*0(?!\d)|[\d.]+[eE]|[\d.]{16})/;

function mayShowNumber(text: string, needle: string, first: number, end: number): boolean {
  if (text.length > longText || unusualNumber.test(text)) return true;
  for (let index = first; index < end; index += 1) if (String(index).includes(needle)) return true;
  return false;
}

/** Escapes other than of quotes, backslashes and line feeds may stand for any character. */
const unusualEscape = /\\[^"\\n]/;
/** Latin, Greek, Cyrillic, kana and Han letters, none of which is left out, or is ASCII in lower case. */
const usual =
  /^[\n\r\t\x20-\x7e\u00a1-\u00ac\u00ae-\u012f\u0131-\u02af\u0391-\u03c9\u0410-\u044f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]*$/;

/** Markers are shown in words of their own. */
function isShownUnchanged(text: string): boolean {
  return usual.test(text) && !unusualEscape.test(text) && !text.includes('$type');
}
