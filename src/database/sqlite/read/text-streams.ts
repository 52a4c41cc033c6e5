import type { Clause, TextPattern } from '../../../model/query/query.ts';
import { isShortWord } from '../../../model/query/search-words.ts';
import { longestPiece, wordsOfSearch, wordsOfValue } from '../../runs/filter/index-entry.ts';
import { findListed, type ListedTexts } from '../../runs/filter/listed-values.ts';
import { type KeyStream, lostStream, scanStream, textStream, waitingStream } from './key-stream.ts';
import type { Reader } from './reader.ts';
import { cutWordsMatch, searchMatch, textsMatch, valueMatch } from './search-text.ts';

/** The `MATCH`es and listed texts that find at least every run of a clause. */
export type TextMatches = {
  readonly texts: readonly string[];
  readonly words: readonly string[];
  readonly listed?: ListedTexts;
};

/** `undefined` if no text index helps. */
export function toTextMatches(clause: Clause, reader: Reader): TextMatches | undefined {
  if (clause.negated) return undefined;
  if (clause.type === 'word') return wordMatches(clause.text, reader);
  if (clause.type === 'text' && (clause.field === 'error' || clause.field === 'id')) {
    const isPart = clause.field === 'error';
    return all(
      clause.values.map(pattern => patternMatch(pattern, isPart)),
      texts => ({ texts, words: [] }),
    );
  }
  if (clause.type === 'path') {
    const matches = clause.tests.map(test => (test.type === 'text' ? leafMatch(test.pattern) : undefined));
    return all(matches, words => ({ texts: [], words: [...words, cutWordsMatch] }));
  }
  return undefined;
}

/** Includes the runs that the indexes miss: those not indexed yet, read first, and lost ones. */
export function toTextStreams(reader: Reader, matches: TextMatches): readonly KeyStream[] {
  const dead = [...reader.deadOwners().keys()];
  return [
    waitingStream(reader),
    ...matches.words.map(match => textStream(reader, 'words', match)),
    ...matches.texts.map(match => textStream(reader, 'texts', match)),
    ...(dead.length > 0 ? [lostStream(reader, dead)] : []),
    ...(matches.listed && matches.listed.length > 0 ? [listedStream(reader, matches.listed)] : []),
  ];
}

/** Runs with one of the texts; no index finds them. */
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

function leafMatch(pattern: TextPattern): string | undefined {
  const words = wordsOfValue(pattern);
  return words && valueMatch(words);
}

function all<T>(
  matches: readonly (string | undefined)[],
  join: (matches: readonly string[]) => T,
): T | undefined {
  const known = matches.filter(match => match !== undefined);
  return known.length === matches.length ? join(known) : undefined;
}
