import { endOf, quotedAt } from './quoted-text.ts';
import type { Report } from './secret-assignments.ts';
import { isSecretKey } from './secret-keys.ts';

const mostItems = 400;
const longestList = 4_000;

const name = /^[A-Za-z][\w.-]{0,60}$/;
/** A value that may as well be the name of a column: a list of names has no values. */
const word = /^[A-Za-z]+(?:[_-][A-Za-z]+)*$/;

/** Whether names and values alternate in a list, and the one before an item names it as a secret. */
export function isSecretPair(list: readonly unknown[], at: number): boolean {
  const before = list[at - 1];
  if (typeof before !== 'string' || !name.test(before) || !isSecretKey(before)) return false;
  if (at % 2 === 0 || list.length % 2 > 0 || list.length > mostItems) return false;
  const isPaired = list.every(
    (item, index) => index % 2 > 0 || (typeof item === 'string' && name.test(item)),
  );
  return (
    isPaired && list.some((item, index) => index % 2 > 0 && !(typeof item === 'string' && word.test(item)))
  );
}

const namedItem = /(\\{0,15}["'])([A-Za-z][\w.-]{0,60})\1,\s{0,80}/g;

/** Finds the same in a list of texts that stands in a text. */
export function findFlatPairs(text: string, report: Report): void {
  let list: readonly Item[] = [];
  let end = -1;
  namedItem.lastIndex = 0;
  for (let found = namedItem.exec(text); found; found = namedItem.exec(text)) {
    if (!isSecretKey(found[2] ?? '')) continue;
    if (found.index > end) {
      list = listAround(text, found.index);
      end = list.at(-1)?.end ?? -1;
    }
    const start = namedItem.lastIndex;
    const at = list.findIndex(item => item.from === start);
    const item = list[at];
    const values = list.map(one => text.slice(one.start, one.end));
    if (item && item.end > item.start && isSecretPair(values, at)) report(item.start, item.end);
  }
}

type Item = { readonly from: number; readonly start: number; readonly end: number };

/** The items of a list, of which each is a text in quotes or a number. */
function listAround(text: string, at: number): readonly Item[] {
  const open = text.lastIndexOf('[', at);
  if (open < 0 || at - open > longestList) return [];
  const items: Item[] = [];
  for (let from = afterBlanks(text, open + 1); items.length <= mostItems; ) {
    const quoted = quotedAt(text, from);
    const end = quoted?.end ?? endOf(/[-\d.]+/y, text, from);
    if (end === undefined) return [];
    items.push({ from, start: quoted?.start ?? from, end });
    const next = afterBlanks(text, quoted ? end + quoted.start - from : end);
    if (text.charAt(next) !== ',') return text.charAt(next) === ']' ? items : [];
    from = afterBlanks(text, next + 1);
  }
  return [];
}

function afterBlanks(text: string, at: number): number {
  return endOf(/\s*/y, text, at) ?? at;
}
