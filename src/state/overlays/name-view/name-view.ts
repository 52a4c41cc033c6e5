import { changeLine, type LineAction, type TextLine } from '../text-line.ts';

/** The name under which the current filter is saved as a view. */
export type NameView = TextLine & { readonly type: 'name-view' };

export type NameViewAction = { readonly overlay: 'name-view' } & (
  | LineAction
  | { readonly type: 'opened' }
  | { readonly type: 'named' }
  | { readonly type: 'closed' }
);

export function reduceNameView(view: NameView | undefined, action: NameViewAction): NameView | undefined {
  if (action.type === 'opened') return { type: 'name-view', text: '', caret: 0 };
  if (!view || action.type === 'named' || action.type === 'closed') return undefined;
  return { ...view, ...changeLine(view, action) };
}
