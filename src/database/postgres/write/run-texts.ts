import { toTextsEntry, toWordsEntry } from '../../runs/index-entry.ts';
import { arrayText } from '../binary-array.ts';
import { type FacetedRun, toFacets } from '../read/facets.ts';

/** Of what a run's row says in its searched columns. */
export type SearchedRun = FacetedRun & {
  readonly id: string;
  readonly errorName?: string | null;
  readonly errorMessage?: string | null;
};

export function toSearch({ id, name, errorName, errorMessage }: SearchedRun): string {
  const errorSummary =
    typeof errorMessage === 'string' ? { name: errorName ?? undefined, message: errorMessage } : undefined;
  return toTextsEntry({ id, name, errorSummary });
}

/** The column `facets`, as the text of an array. */
export function toFacetsText(run: SearchedRun): string {
  return arrayText(toFacets(run));
}

/**
 * A `tsvector` holds 1 MB: words may be added twice more after the first time, by at most `addedWordsBytes`.
 */
const wordsBytes = 600_000;
export const addedWordsBytes = 100_000;

/** The words of payloads, each after a space: no word holds one. */
export function toWordsText(payloads: readonly (string | null | undefined)[]): string {
  return toWordsEntry(payloads, wordsBytes).join(' ');
}
