import { toTextsEntry, toWordsEntry } from '../../runs/index-entry.ts';
import { arrayText } from '../binary-array.ts';
import { type FacetedRun, toFacets } from '../facets.ts';

type SearchedRun = {
  readonly id: string;
  readonly name: string;
  readonly errorName: string | null;
  readonly errorMessage: string | null;
};

/** The column `search`. */
export function toSearch({ id, name, errorName, errorMessage }: SearchedRun): string {
  const errorSummary =
    errorMessage === null ? undefined : { name: errorName ?? undefined, message: errorMessage };
  return toTextsEntry({ id, name, errorSummary });
}

/** The column `facets`, as an array literal. */
export function toFacetsText(run: FacetedRun): string {
  return arrayText(toFacets(run));
}

/** A `tsvector` holds 1 MB: this leaves room for two additions of at most `addedWordsBytes` each. */
const wordsBytes = 600_000;
export const addedWordsBytes = 100_000;

/** The words of payloads, separated by spaces. */
export function toWordsText(payloads: readonly (string | null | undefined)[]): string {
  return toWordsEntry(payloads, wordsBytes).join(' ');
}
