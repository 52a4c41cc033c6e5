import { changeLine, type LineAction, type TextLine } from '../../dialogs/text-line.ts';

export type DetailSearch = TextLine & { readonly type: 'search' };

export type DetailSearchAction = { readonly overlay: 'search' } & (
  | LineAction
  | { readonly type: 'opened' }
  | { readonly type: 'kept' }
  | { readonly type: 'cleared' }
);

export function reduceDetailSearch(
  search: DetailSearch | undefined,
  action: DetailSearchAction,
): DetailSearch | undefined {
  if (action.type === 'opened') return { type: 'search', text: '', caret: 0 };
  if (!search || action.type === 'kept' || action.type === 'cleared') return undefined;
  return { ...search, ...changeLine(search, action) };
}
