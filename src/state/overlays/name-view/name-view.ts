import { changeLine, type LineFact, type TextLine } from '../text-line.ts';

/** Asks for the name under which the present filter is saved as a view. */
export type NameView = TextLine & { readonly type: 'name-view' };

export type NameViewFact = { readonly overlay: 'name-view' } & (
  | LineFact
  | { readonly type: 'opened' }
  | { readonly type: 'named' }
  | { readonly type: 'closed' }
);

export function reduceNameView(view: NameView | undefined, fact: NameViewFact): NameView | undefined {
  if (fact.type === 'opened') return { type: 'name-view', text: '', caret: 0 };
  if (!view || fact.type === 'named' || fact.type === 'closed') return undefined;
  return { ...view, ...changeLine(view, fact) };
}
