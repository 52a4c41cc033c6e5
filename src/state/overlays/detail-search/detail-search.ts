import { changeLine, type LineFact, type TextLine } from '../text-line.ts';

/** The line in which a search of the detail is typed. */
export type DetailSearch = TextLine & { readonly type: 'search' };

export type DetailSearchFact = { readonly overlay: 'search' } & (
  | LineFact
  | { readonly type: 'opened' }
  | { readonly type: 'kept' }
  | { readonly type: 'cleared' }
);

export function reduceDetailSearch(
  search: DetailSearch | undefined,
  fact: DetailSearchFact,
): DetailSearch | undefined {
  if (fact.type === 'opened') return { type: 'search', text: '', caret: 0 };
  if (!search || fact.type === 'kept' || fact.type === 'cleared') return undefined;
  return { ...search, ...changeLine(search, fact) };
}
