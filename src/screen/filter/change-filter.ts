import type { SessionContext } from '../shell/session-context.ts';
import type { FilterBar, FilterLineAction } from './filter-bar.ts';
import { type WantedValues, wantedValues } from './read-filter-line.ts';
import { loadValueCounts } from './value-counts.ts';

/** Changes the line, lists the runs of its whole terms, and requests values to complete the last one. */
export function changeFilter(context: SessionContext, action: FilterLineAction): void {
  context.dispatch({ overlay: 'filter', ...action });
  const bar = openBar(context);
  if (!bar) return;
  context.suggester.stop();
  listSoon(context, bar);
  const wanted = wantedValues(bar);
  if (!wanted) return;
  suggestValues(context, bar, wanted);
  loadValueCounts(context, bar, wanted.field);
}

function openBar({ getState }: SessionContext): FilterBar | undefined {
  const { overlay } = getState();
  return overlay.type === 'filter' ? overlay : undefined;
}

/** If the values are late, the line is listed as it is. */
function suggestValues(context: SessionContext, requested: FilterBar, wanted: WantedValues): void {
  const read = (action: Parameters<typeof context.dispatch>[0]): void => {
    const bar = openBar(context);
    if (bar?.text !== requested.text || bar.caret !== requested.caret) return;
    context.dispatch(action);
    const after = openBar(context);
    if (after && after.applied !== bar.applied) listSoon(context, after);
  };
  const onLate = () => read({ overlay: 'filter', type: 'values-late' });
  const onValues = (values: readonly string[]) =>
    read({ overlay: 'filter', type: 'values-suggested', field: wanted.field, values });
  context.run(() => context.suggester.suggest(wanted.field, wanted.prefix, onValues, onLate));
}

function listSoon({ getState, dispatch, list }: SessionContext, { applied, ghost, candidates }: FilterBar) {
  if (applied === undefined || getState().list.filterText === applied) return list.loadSoon(undefined);
  const mayBecomeField = ghost !== '' && candidates[0]?.type === 'field';
  const change = () => dispatch({ type: 'criteria-changed', criteria: { filterText: applied } });
  list.loadSoon(change, { isUnsure: mayBecomeField });
}
