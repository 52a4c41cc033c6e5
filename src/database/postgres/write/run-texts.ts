import { runFields, runTags } from '../../../model/run-fields.ts';
import type { SearchedField } from '../../runs/dictionary-fields.ts';
import { type RecordedTexts, toTextsEntry, toWordsEntry } from '../../runs/filter/index-entry.ts';
import { arrayText } from '../binary-array.ts';
import { type FacetedRun, toFacets } from '../facets.ts';
import type { IsListed } from './write-dictionary.ts';

type SearchedRun = {
  readonly id: string;
  readonly name: string;
  readonly errorName: string | null;
  readonly errorMessage: string | null;
  readonly unlisted: readonly string[];
};

/** The column `search`. */
export function toSearch({ id, name, errorName, errorMessage, unlisted }: SearchedRun): string {
  const errorSummary =
    errorMessage === null ? undefined : { name: errorName ?? undefined, message: errorMessage };
  return toTextsEntry({ id, name, errorSummary, unlisted });
}

/** The texts that bare words search, but that the dictionary does not list. */
export function unlistedTexts(run: FacetedRun, isListed: IsListed): readonly string[] {
  const texts = [
    ...runTags.map(tag => [runFields[tag].column, run[tag]] as const),
    ['trigger_type', run.triggerType],
    ['trigger_label', run.triggerLabel],
    ['trigger_raw', run.triggerRaw],
  ] as const satisfies readonly (readonly [SearchedField, string | null | undefined])[];
  return texts.flatMap(([field, text]) => (typeof text === 'string' && !isListed(field, text) ? [text] : []));
}

/** The column `facets`, as an array literal. */
export function toFacetsText(run: FacetedRun): string {
  return arrayText(toFacets(run));
}

/** A `tsvector` holds 1 MB: this leaves room for two additions of at most `addedWordsBytes` each. */
const wordsBytes = 600_000;
export const addedWordsBytes = 100_000;

/** The words of payloads and messages, separated by spaces. */
export function toWordsText(texts: RecordedTexts): string {
  return toWordsEntry(texts, wordsBytes).join(' ');
}
