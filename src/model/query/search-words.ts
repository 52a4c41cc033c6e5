/**
 * The searched length of a payload, in UTF-16 units. Keys, texts and numbers count their length plus one,
 * lists and objects count one, in the payload's order.
 */
export const searchedPayloadUnits = 1_000_000;

const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

/** Lower case, with accented letters composed. */
export function foldCase(text: string): string {
  const lower = text.toLowerCase();
  return /[^\x00-\x7f]/.test(lower) ? lower.normalize('NFC').replaceAll('ς', 'σ') : lower;
}

/** The words of a text in order: runs of letters, digits and marks, folded. */
export function queryWords(text: string): string[] {
  return foldCase(text).match(wordPattern) ?? [];
}

/** The words of a payload's keys, texts and numbers, in order. */
export function payloadWords(value: unknown): string[] {
  const words: string[] = [];
  let room = searchedPayloadUnits;
  for (const text of textsOf(value)) {
    if (room <= 0) break;
    for (const word of queryWords(text.slice(0, room))) words.push(word);
    room -= text.length + 1;
  }
  return words;
}

/** The indexed text of a payload: each word after a space. */
export function payloadSearchText(value: unknown): string {
  return payloadWords(value)
    .map(word => ` ${word}`)
    .join('');
}

/** What a bare word looks for in `payloadSearchText`: its words, the last as a prefix. None: no match. */
export function searchNeedle(text: string): string | undefined {
  const words = queryWords(text);
  return words.length === 0 ? undefined : ` ${words.join(' ')}`;
}

/** A bare word this short matches only the start of a text of the summary. */
export function isShortWord(text: string): boolean {
  return [...foldCase(text)].length < 3;
}

type Visit = { readonly values: readonly unknown[]; readonly keys?: readonly string[]; next: number };

/** Depth first without recursion, because payloads may nest deeper than the call stack. */
function* textsOf(root: unknown): Generator<string> {
  const open: Visit[] = [{ values: [root], next: 0 }];
  for (let visit = open.at(-1); visit !== undefined; visit = open.at(-1)) {
    const index = visit.next;
    if (index >= visit.values.length) {
      open.pop();
      continue;
    }
    visit.next += 1;
    const key = visit.keys?.[index];
    if (key !== undefined) yield key;
    const value = visit.values[index];
    if (typeof value === 'string') yield value;
    else if (typeof value === 'number') yield String(value);
    else if (typeof value === 'object' && value !== null) {
      yield '';
      open.push(
        Array.isArray(value)
          ? { values: value, next: 0 }
          : { values: Object.values(value), keys: Object.keys(value), next: 0 },
      );
    }
  }
}
