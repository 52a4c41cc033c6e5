import { defineDialog } from '../../dialogs/define-dialog.ts';
import { editLine, type LineAction, lineKeys, lineOf, type TextLine } from '../../dialogs/text-line.ts';
import type { SessionContext } from '../../shell/session-context.ts';

type DetailSearch = TextLine & { readonly type: 'search' };

declare module '../../dialogs/overlay.ts' {
  interface Dialogs {
    readonly search: DetailSearch;
  }
}

export function createDetailSearch(text = ''): DetailSearch {
  return { type: 'search', ...lineOf(text) };
}

const line = lineKeys<DetailSearch>(change);

/** The line in which a search in the detail is typed; it takes the place of the hints. */
export const detailSearch = defineDialog<DetailSearch>({
  type: 'search',
  keys: {
    where: 'search',
    bindings: [
      {
        keys: ['enter'],
        label: 'keep',
        help: 'keep the search and return to the detail',
        press:
          (_, { dispatch }) =>
          () =>
            dispatch({ type: 'detail-command-given', command: { type: 'search-accepted' } }),
      },
      {
        keys: ['escape'],
        label: 'clear',
        help: 'clear the search and go back to where it began',
        press:
          (_, { dispatch }) =>
          () =>
            dispatch({ type: 'detail-command-given', command: { type: 'search-cleared' } }),
      },
      ...line.bindings,
    ],
    type: line.type,
  },
});

function change(search: DetailSearch, action: LineAction, context: SessionContext): DetailSearch {
  const next = editLine(search, action);
  detailSearch.update(context, () => next);
  context.dispatch({ type: 'detail-command-given', command: { type: 'search-changed', text: next.text } });
  return search;
}
