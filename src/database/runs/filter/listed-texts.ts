import { compileShownTest } from '../../../model/query/match/match-word.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import { type SearchedField, searchedFields } from '../dictionary-fields.ts';
import type { SearchedValues } from './listed-values.ts';

/** Listed texts by field; a field has at least one. */
export type ListedTexts = readonly { readonly field: SearchedField; readonly texts: readonly string[] }[];

/** The listed texts that a bare word finds. */
export function findListed(word: string, values: SearchedValues): ListedTexts {
  const fits = compileShownTest(word);
  return searchedFields.flatMap(field => {
    const texts = (values.get(field) ?? []).filter(text => fits(foldCase(text)));
    return texts.length > 0 ? [{ field, texts }] : [];
  });
}
