import { parsePayload } from '../../../model/payload/json-text.ts';
import { errorTexts, searchedMessages } from '../../../model/query/match/shown-texts.ts';
import { globPieces } from '../../../model/query/pattern.ts';
import type { TextPattern } from '../../../model/query/query.ts';
import {
  foldCase,
  payloadWords,
  queryWords,
  searchedLogs,
  searchedPayloadUnits,
  searchNeedle,
} from '../../../model/query/search-words.ts';
import { type Condition, exact, inexact } from '../../../query-sql/condition.ts';
import { raw } from '../../../query-sql/sql-template.ts';
import { toMessages } from '../rows/stored-run.ts';

/** Precedes each text of an entry, twice; no typed text contains it. */
export const textMark = '\u0002';

/** In UTF-16 units; longer words are cut. */
const maxWordLength = 200;

/** Marks payloads that may be too long to be searched whole; never a word itself. */
export const cutMark = '…';

/** Marks payloads with searchable words that are not indexed. */
export const missingMark = '……';

/** Enough of the stored messages (JSON texts, in UTF-8) for the part that is searched. */
export const searchedMessageBytes = 4 * searchedPayloadUnits;

type SearchedError = Parameters<typeof errorTexts>[0];

type ShownRun = {
  readonly id: string;
  readonly name: string;
  readonly errorSummary?: SearchedError;
  /** Other texts that bare words search, and that the dictionary does not list. */
  readonly unlisted?: readonly string[];
};

/** An entry of a text index: id, name, error and so on, folded as `model/query` compares them. */
export function toTextsEntry({ id, name, errorSummary, unlisted = [] }: ShownRun): string {
  return toEntry([id, name]) + toErrorEntry(errorSummary) + toEntry(unlisted);
}

export function toErrorEntry(error: SearchedError): string {
  return toEntry(errorTexts(error));
}

function toEntry(texts: readonly string[]): string {
  return texts.map(text => textMark + textMark + foldText(text)).join('');
}

export type RecordedTexts = {
  /** JSON texts, as those of `messages`. */
  readonly payloads: readonly (string | null | undefined)[];
  readonly messages?: readonly string[];
};

/** An entry of a word index: the words of payloads and messages, each once, up to `maxBytes` of UTF-8. */
export function toWordsEntry(
  { payloads, messages = [] }: RecordedTexts,
  maxBytes = Number.POSITIVE_INFINITY,
): readonly string[] {
  const words = new Set<string>();
  const recorded = payloads.filter(payload => typeof payload === 'string');
  if (recorded.some(payload => payload.length >= searchedPayloadUnits / 2)) words.add(cutMark);
  const values = [
    ...recorded.map(parsePayload),
    ...(messages.length > 0 ? [searchedMessages(toMessages(messages))] : []),
  ];
  let bytesLeft = maxBytes;
  for (const value of values) {
    for (const word of payloadWords(value)) {
      const entry = word.length > maxWordLength ? word.slice(0, maxWordLength) : word;
      if (maxBytes !== Number.POSITIVE_INFINITY) {
        if (words.has(entry)) continue;
        bytesLeft -= Buffer.byteLength(entry);
      }
      if (bytesLeft < 0) return [...words.add(cutMark).add(missingMark)];
      words.add(entry);
    }
  }
  return [...words];
}

export function foldText(text: string): string {
  return foldCase(text).replaceAll('\0', '\u0001');
}

type IndexedWords = {
  /** The last one is a prefix. */
  readonly words: readonly string[];
  /** Whether a payload that contains them certainly matches. */
  readonly isExact: boolean;
};

/** The indexed words of payloads that match a bare word; `undefined` if payloads are not searched for it. */
export function wordsOfSearch(text: string): IndexedWords | undefined {
  if (searchNeedle(text) === undefined) return undefined;
  const words = indexedWords(text);
  return { words, isExact: words.length === 1 && (words[0] ?? '').length < maxWordLength };
}

/** The indexed words of payloads with the value; `undefined` if no word is certain. */
export function wordsOfValue({ text, isGlob }: TextPattern): readonly string[] | undefined {
  const words = indexedWords(text);
  const isWordless = /^(?:true|false|null)$/i.test(text) || words.length === 0;
  return isGlob || isWordless ? undefined : words;
}

export function longestPiece({ text, isGlob }: TextPattern): string {
  const pieces = isGlob ? globPieces(text) : [text];
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

function indexedWords(text: string): readonly string[] {
  return queryWords(text).map(word => word.slice(0, maxWordLength));
}

const hasLogs = raw('EXISTS (SELECT 1 FROM logs l WHERE l.run = r.key)');

/** Runs with a log message, which for `log:*` is enough; otherwise the matcher decides. */
export function compileHasLogs(patterns: readonly TextPattern[]): Condition {
  const isAny = patterns.some(({ text, isGlob }) => isGlob && text === '*');
  return isAny ? exact(hasLogs) : inexact(hasLogs);
}

/** In UTF-16 units. Smaller entries cause fewer false hits, and take more room. */
const entryUnits = 16_384;

/** The most entries that `toLogEntries` makes, but for one long message in each. */
export const mostLogEntries = 64;

/** The entries of an index for the log messages of a run, newest first; each holds whole messages. */
export function toLogEntries(newestFirst: Iterable<string>): readonly string[] {
  const entries: string[] = [];
  let entry = '';
  for (const message of searchedLogs(newestFirst)) {
    entry += textMark + foldText(message);
    if (entry.length < entryUnits) continue;
    entries.push(entry);
    entry = '';
  }
  return entry === '' ? entries : [...entries, entry];
}
