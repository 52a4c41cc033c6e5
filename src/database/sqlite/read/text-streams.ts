import { isLogClause, type LogClause } from '../../../model/query/clauses.ts';
import type { Clause, TextPattern } from '../../../model/query/query.ts';
import { isShortWord } from '../../../model/query/search-words.ts';
import {
  cutMark,
  foldText,
  longestPiece,
  textMark as mark,
  wordsOfSearch,
  wordsOfValue,
} from '../../runs/filter/index-entry.ts';
import { findListed, type ListedTexts } from '../../runs/filter/listed-values.ts';
import {
  type KeyStream,
  logStream,
  lostStream,
  scanStream,
  textStream,
  waitingLogStream,
  waitingStream,
} from './key-stream.ts';
import type { Reader } from './reader.ts';

/**
 * The `MATCH`es and listed texts that find at least every run of a clause. `texts` indexes id, name and error
 * by pieces of three characters; two marks before each text make a piece of its first one or two characters.
 * `words` indexes the words of payloads. Both contain folded text.
 */
export type TextMatches = {
  readonly texts: readonly string[];
  readonly words: readonly string[];
  readonly logs?: string;
  readonly listed?: ListedTexts;
};

export function toTextMatches(clause: Clause, reader: Reader): TextMatches | undefined {
  if (clause.negated) return undefined;
  if (clause.type === 'word') return wordMatches(clause.text, reader);
  if (isLogClause(clause)) {
    const logs = logMatch(clause);
    return logs === undefined ? undefined : { texts: [], words: [], logs };
  }
  if (clause.type === 'text' && (clause.field === 'error' || clause.field === 'id')) {
    const isPart = clause.field === 'error';
    const matches = clause.values.map(pattern => patternMatch(pattern, isPart));
    return all(matches, texts => ({ texts, words: [] }));
  }
  if (clause.type === 'path') {
    const matches = clause.tests.map(test => (test.type === 'text' ? leafMatch(test.pattern) : undefined));
    return all(matches, words => ({ texts: [], words: [...words, cutWordsMatch] }));
  }
  return undefined;
}

/** Includes what the indexes miss: runs that are not indexed yet, which are read first, and lost ones. */
export function toTextStreams(reader: Reader, matches: TextMatches): readonly KeyStream[] {
  const dead = [...reader.deadOwners().keys()];
  const { logs } = matches;
  if (logs !== undefined) return [waitingLogStream(reader), logStream(reader, logs)];
  return [
    waitingStream(reader),
    ...matches.words.map(match => textStream(reader, 'words', match)),
    ...matches.texts.map(match => textStream(reader, 'texts', match)),
    ...(dead.length > 0 ? [lostStream(reader, dead)] : []),
    ...(matches.listed && matches.listed.length > 0 ? [listedStream(reader, matches.listed)] : []),
  ];
}

function listedStream(reader: Reader, listed: ListedTexts): KeyStream {
  const conditions = listed.map(({ field }) => `${field} IN (SELECT value FROM json_each(?))`);
  const params = listed.map(({ texts }) => JSON.stringify(texts));
  return scanStream(reader, conditions.join(' OR '), params);
}

function wordMatches(text: string, reader: Reader): TextMatches | undefined {
  const shown = textsMatch(text);
  if (shown === undefined) return undefined;
  const found = { texts: [shown], listed: findListed(text, reader.searchedValues()) };
  const inPayload = wordsOfSearch(text);
  if (!inPayload) return { ...found, words: [] };
  const match = searchMatch(inPayload.words, reader.isCommonPrefix);
  return match === undefined ? undefined : { ...found, words: [match] };
}

/** Searches for a glob's longest piece; a short piece is found only at the beginning of a text. */
function patternMatch(pattern: TextPattern, isPart: boolean): string | undefined {
  const longest = longestPiece(pattern);
  return (pattern.isGlob || isPart) && isShortWord(longest) ? undefined : textsMatch(longest);
}

/** A `MATCH` for `log_texts`: finds at least the runs with a message that fits, as if not negated. */
export function logMatch({ values }: LogClause): string | undefined {
  const matches = values.map(value => patternMatch(value, true));
  return all(matches, known => known.map(match => `(${match})`).join(' OR '));
}

function leafMatch(pattern: TextPattern): string | undefined {
  const words = wordsOfValue(pattern);
  return words && someOf(words).map(quote).join(' AND ');
}

function all<T>(
  matches: readonly (string | undefined)[],
  join: (matches: readonly string[]) => T,
): T | undefined {
  const known = matches.filter(match => match !== undefined);
  return known.length === matches.length ? join(known) : undefined;
}

const cutWordsMatch = quote(cutMark);

/** A `MATCH` for `texts`: finds every run with a text that contains (begins with, if short) the part. */
export function textsMatch(part: string): string | undefined {
  const text = foldText(part);
  const length = [...text].length;
  if (length === 0 || !text.isWellFormed()) return undefined;
  const chars = [...(length < 3 ? (mark + mark).slice(length - 1) + text : text)];
  const pieces = new Set(chars.slice(2).map((_, at) => chars.slice(at, at + 3).join('')));
  return someOf([...pieces])
    .map(quote)
    .join(' AND ');
}

/** A `MATCH` for `words`, the last as a prefix, unless it is common; `undefined` if nothing is left. */
export function searchMatch(
  words: readonly string[],
  isCommonPrefix: (prefix: string) => boolean,
): string | undefined {
  const last = words.at(-1) ?? '';
  const parts = someOf(words.slice(0, -1)).map(quote);
  if (!isCommonPrefix(last)) parts.push(`${quote(last)} *`);
  return parts.length > 0 ? parts.join(' AND ') : undefined;
}

const most = 12;

/** Limits a `MATCH` to some words or pieces: it finds at least what a `MATCH` of all finds. */
function someOf(texts: readonly string[]): readonly string[] {
  if (texts.length <= most) return texts;
  return Array.from({ length: most }, (_, at) => texts[Math.floor((at * texts.length) / most)] ?? '');
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
