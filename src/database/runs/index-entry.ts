import { parsePayload } from '../../model/payload/parse-payload.ts';
import { errorTexts } from '../../model/query/match/error-texts.ts';
import { foldCase, payloadWords, searchedPayloadUnits } from '../../model/query/search-words.ts';
import type { ErrorSummary } from '../../model/run.ts';

/** Precedes each text of an entry, twice; no typed text contains it. */
export const textMark = '\u0002';

/** In UTF-16 units; longer words are cut. */
export const maxWordLength = 200;

/** Marks payloads that may be too long to be searched whole; never a word itself. */
export const cutMark = '…';

/** Marks payloads with searchable words that are not indexed. */
export const missingMark = '……';

type ShownRun = { readonly id: string; readonly name: string; readonly errorSummary?: ErrorSummary };

/** An entry of a text index: id, name and error, folded as `model/query` compares them. */
export function toTextsEntry({ id, name, errorSummary }: ShownRun): string {
  return [id, name, ...errorTexts(errorSummary)].map(text => textMark + textMark + foldText(text)).join('');
}

/** An entry of a word index: the words of payloads (JSON texts), each once, up to `maxBytes` of UTF-8. */
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

/** Folds a text for the indexes. */
export function foldText(text: string): string {
  return foldCase(text).replaceAll('\0', '\u0001');
}
