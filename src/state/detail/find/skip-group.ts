import { decodeBytes } from '../../../model/payload/lazy/decode-text.ts';
import { LazyContainer } from '../../../model/payload/lazy/lazy-payload.ts';
import type { OutlineNode } from '../outline/outline-node.ts';

/** Larger groups hold containers that have groups of their own. */
const mostBytes = 256 * 1_024;

/** Texts that rows show beside what was recorded. */
const ownWords = ['items', 'keys', 'characters', 'infinity'];

/** Without punctuation, which rows add, and not a number, which rows write in their own way. */
export function canSkipGroups(needle: string): boolean {
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
  return isShownUnchanged(text) && !text.toLowerCase().includes(needle) ? group.end : undefined;
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
