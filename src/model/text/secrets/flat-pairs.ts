import { mask } from '../mask.ts';
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

const firstItem = /\s*[bBrRuUfF@$]{0,2}\\{0,15}["'`]{1,3}[A-Za-z]/y;
const namedItem = /(\\{0,15}["'])[A-Za-z][\w.-]{0,60}\1,\s{0,80}/y;

/** Finds the same in a list of texts that stands in a text. */
export function findFlatPairs(text: string, report: Report): void {
  for (let open = text.indexOf('['); open >= 0; open = text.indexOf('[', open + 1)) {
    if (endOf(firstItem, text, open + 1) === undefined) continue;
    const list = listAt(text, open);
    const words = list.map(({ start, end }) => text.slice(start, end));
    for (const [at, item] of list.entries()) {
      const before = list[at - 1]?.from ?? open;
      if (at % 2 === 0 || item.start === item.end || before - open > longestList) continue;
      if (endOf(namedItem, text, before) !== item.from) continue;
      if (words[at] !== mask && isSecretPair(words, at)) report(item.start, item.end);
    }
  }
}

type Item = { readonly from: number; readonly start: number; readonly end: number };

/** The items of a list, of which each is a text in quotes, a number or a literal. */
function listAt(text: string, open: number): readonly Item[] {
  const items: Item[] = [];
  for (let from = afterBlanks(text, open + 1); items.length <= mostItems; ) {
    const quoted = quotedAt(text, from);
    const end = quoted?.end ?? endOf(literal, text, from);
    if (end === undefined) return [];
    items.push({ from, start: quoted?.start ?? from, end });
    const next = afterBlanks(text, quoted ? end + quoted.start - from : end);
    if (text.charAt(next) !== ',') return text.charAt(next) === ']' ? items : [];
    from = afterBlanks(text, next + 1);
  }
  return [];
}

const literal = /(?:[-+\d.e]+|true|false|null|undefined|True|False|None)(?![\w.])/y;
const blanks = /\s*/y;

function afterBlanks(text: string, at: number): number {
  return endOf(blanks, text, at) ?? at;
}
