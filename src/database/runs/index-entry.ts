import { parsePayload } from '../../model/payload/parse-payload.ts';
import { errorTexts } from '../../model/query/match/match-text.ts';
import { foldCase, payloadWords, searchedPayloadUnits } from '../../model/query/search-words.ts';
import type { ErrorSummary } from '../../model/run.ts';

/** Precedes each text of an entry, twice; no text that people type contains it. */
export const textMark = '\u0002';

/** Words are indexed up to so many UTF-16 units. */
export const maxWordLength = 200;

/** Is among the words of payloads that may be too long to be searched whole; it is no word itself. */
export const cutMark = '…';

/** Is among them as well when some words that can be searched are not indexed. */
export const missingMark = '……';

type ShownRun = { readonly id: string; readonly name: string; readonly errorSummary?: ErrorSummary };

/**
 * What a text index holds of a run: id, name and error, folded by `model/query`, which alone defines what is
 * equal.
 */
export function toTextsEntry({ id, name, errorSummary }: ShownRun): string {
  return [id, name, ...errorTexts(errorSummary)].map(text => textMark + textMark + foldText(text)).join('');
}

/**
 * What a word index holds of a run: the words of its payloads, given as JSON texts, each once; no more of
 * them than `maxBytes` of UTF-8.
 */
export function toWordsEntry(
  payloads: readonly (string | null | undefined)[],
  maxBytes = Number.POSITIVE_INFINITY,
): readonly string[] {
  const words = new Set<string>();
  let bytesLeft = maxBytes;
  for (const payload of payloads) {
    if (payload === null || payload === undefined) continue;
    if (payload.length >= searchedPayloadUnits / 2) words.add(cutMark);
    for (const word of payloadWords(parsePayload(payload))) {
      const entry = word.slice(0, maxWordLength);
      if (words.has(entry)) continue;
      if (bytesLeft !== Number.POSITIVE_INFINITY) bytesLeft -= Buffer.byteLength(entry);
      if (bytesLeft < 0) return [...words.add(cutMark).add(missingMark)];
      words.add(entry);
    }
  }
  return [...words];
}

/** Text as the indexes hold it and are searched for it. */
export function foldText(text: string): string {
  return foldCase(text).replaceAll('\0', '\u0001');
}
