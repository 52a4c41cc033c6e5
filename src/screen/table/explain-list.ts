import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { explainEmptyList } from '../../operations/explain-empty-list.ts';
import { readWhileShown } from '../shell/jobs.ts';
import type { Reaction, ReaderContext } from '../shell/reader-context.ts';
import type { ListState } from './list-state.ts';
import { toQuery } from './views.ts';

/** Finds out why a filter lists nothing, once it is known that it does. */
export function createListExplainer(context: ReaderContext): Reaction {
  const { store, getState, dispatch, now } = context;
  const explaining = readWhileShown(context, {
    shown: ({ list }) =>
      isEmpty(list) ? JSON.stringify([list.view.filter, list.filterText, list.kind]) : undefined,
    read: async (_, signal) => {
      const { list } = getState();
      const within = toQuery({ ...list, filterText: '' });
      const query = parseQuery(list.filterText);
      const reasons = await explainEmptyList({ store: store(), query, within, now: now(), signal });
      if (!signal.aborted) dispatch({ type: 'empty-list-explained', reasons });
    },
  });
  return {
    react: (before, after) => {
      if (before.list !== after.list) explaining.react(before, after);
    },
    stop: explaining.stop,
  };
}

function isEmpty({ phase, rows, nextCursor, filterText }: ListState): boolean {
  return phase === 'ready' && rows.length === 0 && nextCursor === undefined && filterText !== '';
}

/** The filter that was probably meant instead of one that lists nothing. */
export function betterFilter(list: ListState): string | undefined {
  if (!isEmpty(list)) return undefined;
  const instead = list.reasons?.find(reason => reason.instead)?.instead;
  if (!instead) return undefined;
  const { filterText } = list;
  return `${filterText.slice(0, instead.start)}${instead.term}${filterText.slice(instead.end)}`.replace(
    /^ +| +$/gu,
    '',
  );
}
