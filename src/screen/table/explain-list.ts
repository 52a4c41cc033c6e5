import { InspectorError } from '../../model/errors.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { explainEmptyList } from '../../operations/explain-empty-list.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import { toQuery } from '../views/views.ts';
import type { ListState } from './list-state.ts';

/** Finds out why a filter lists nothing, once it is known that it does. */
export function createListExplainer({ store, getState, dispatch, now, run }: ReaderContext) {
  let explained: string | undefined;
  let reading = new AbortController();

  const explain = async (signal: AbortSignal): Promise<void> => {
    const { view, filterText, kind } = getState().list;
    const within = toQuery(view, '', kind);
    const empty = { store: store(), query: parseQuery(filterText), within, now: now(), signal };
    try {
      const reasons = await explainEmptyList(empty);
      if (!signal.aborted) dispatch({ type: 'empty-list-explained', reasons });
    } catch (error) {
      if (!signal.aborted && !(error instanceof InspectorError)) throw error;
    }
  };

  return {
    react: (before: State, { list }: State): void => {
      if (list === before.list) return;
      const wanted = isEmpty(list)
        ? JSON.stringify([list.view.filter, list.filterText, list.kind])
        : undefined;
      if (wanted === explained) return;
      explained = wanted;
      reading.abort();
      reading = new AbortController();
      const { signal } = reading;
      if (wanted !== undefined) run(() => explain(signal));
    },
    stop: () => reading.abort(),
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
