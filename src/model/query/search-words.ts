import { isObject } from '../is-record.ts';
/** UTF-16 units of a payload that are searched: keys, texts and numbers count one more, containers one. */
export const searchedPayloadUnits = 1_000_000;

const wordPattern = () => /[\p{L}\p{N}\p{M}]+/gu;
/** Several times as fast, for ASCII. */
const asciiWordPattern = /[a-z0-9]+/g;
const beyondAscii = /[^\x00-\x7f]/;

/** Lower case, with accented letters composed. */
export function foldCase(text: string): string {
  const lower = text.toLowerCase();
  return beyondAscii.test(lower) ? lower.normalize('NFC').replaceAll('ς', 'σ') : lower;
}

export function queryWords(text: string): string[] {
  const folded = foldCase(text);
  return folded.match(beyondAscii.test(folded) ? wordPattern() : asciiWordPattern) ?? [];
}

export function payloadWords(value: unknown): string[] {
  const texts: string[] = [];
  let room = searchedPayloadUnits;
  eachText(value, text => {
    if (text !== '') texts.push(room < text.length ? text.slice(0, room) : text);
    room -= text.length + 1;
    return room > 0;
  });
  // Splitting all at once is several times as fast, and no word spans a line feed.
  return queryWords(texts.join('\n'));
}

/** As it is indexed: each word after a space. */
export function payloadSearchText(value: unknown): string {
  return payloadWords(value)
    .map(word => ` ${word}`)
    .join('');
}

/** UTF-16 units of a run's logs that are searched; a message counts one more. */
export const searchedLogUnits = 1_000_000;

/** The newest messages, up to the limit. */
export function searchedLogs(newestFirst: Iterable<string>): readonly string[] {
  const searched: string[] = [];
  let room = searchedLogUnits;
  for (const message of newestFirst) {
    searched.push(message.length > room ? message.slice(0, room) : message);
    room -= message.length + 1;
    if (room <= 0) break;
  }
  return searched;
}

/** What a bare word looks for in `payloadSearchText`, the last word as a prefix; `undefined` without any. */
export function searchNeedle(text: string): string | undefined {
  const words = queryWords(text);
  return words.length === 0 ? undefined : ` ${words.join(' ')}`;
}

/** Whether a bare word matches only the start of a text in the summary. */
export function isShortWord(text: string): boolean {
  return [...foldCase(text)].length < 3;
}

type Visit = { readonly values: readonly unknown[]; readonly keys?: readonly string[]; next: number };

/** Calls `use` until it returns false; iterates, because payloads may nest deeper than the call stack. */
function eachText(root: unknown, use: (text: string) => boolean): void {
  const open: Visit[] = [{ values: [root], next: 0 }];
  for (let visit = open.at(-1); visit !== undefined; visit = open.at(-1)) {
    const index = visit.next;
    if (index >= visit.values.length) {
      open.pop();
      continue;
    }
    visit.next += 1;
    const key = visit.keys?.[index];
    if (key !== undefined && !use(key)) return;
    const value = visit.values[index];
    const text = payloadText(value);
    if (text !== undefined && !use(text)) return;
    if (isObject(value)) open.push(visitOf(value));
  }
}

/** Lists and objects count as empty texts. */
function payloadText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return isObject(value) ? '' : undefined;
}

function visitOf(value: object): Visit {
  return Array.isArray(value)
    ? { values: value, next: 0 }
    : { values: Object.values(value), keys: Object.keys(value), next: 0 };
}
