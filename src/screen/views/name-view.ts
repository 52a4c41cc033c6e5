import { changeLine, type LineAction, lineOf, type TextLine } from '../dialogs/text-line.ts';

/** The name under which the current filter is saved as a view, or a saved view's new name. */
export type NameView = TextLine & {
  readonly type: 'name-view';
  /** The label of the view that is renamed. */
  readonly renamed?: string;
};

export type NameViewAction = { readonly overlay: 'name-view' } & (
  | LineAction
  | { readonly type: 'opened'; readonly renamed?: string }
  | { readonly type: 'named' }
  | { readonly type: 'closed' }
);

export function reduceNameView(view: NameView | undefined, action: NameViewAction): NameView | undefined {
  if (action.type === 'opened') {
    const { renamed } = action;
    return { type: 'name-view', ...lineOf(renamed ?? ''), ...(renamed === undefined ? {} : { renamed }) };
  }
  if (!view || action.type === 'named' || action.type === 'closed') return undefined;
  return { ...view, ...changeLine(view, action) };
}
