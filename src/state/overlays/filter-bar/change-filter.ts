import type { SessionContext } from '../../session/session-context.ts';
import type { FilterBar, FilterLineAction } from './filter-bar.ts';
import { isReadyToList, isWholeFilter, type WantedValues, wantedValues } from './read-filter-line.ts';

/** Changes the line, then lists its runs once it is complete, or requests values to complete it. */
export function changeFilter(context: SessionContext, action: FilterLineAction): void {
  context.dispatch({ overlay: 'filter', ...action });
  const bar = openBar(context);
  if (!bar) return;
  context.suggester.stop();
  context.list.loadSoon(undefined);
  const wanted = wantedValues(bar);
  if (wanted) suggestValues(context, bar, wanted);
  else if (isReadyToList(bar, bar.candidates)) listSoon(context, bar.text);
}

function openBar({ getState }: SessionContext): FilterBar | undefined {
  const { overlay } = getState();
  return overlay.type === 'filter' ? overlay : undefined;
}

/** If the values are late, the runs that already match are listed first. */
function suggestValues(context: SessionContext, requested: FilterBar, wanted: WantedValues): void {
  const barOfSameLine = () => {
    const bar = openBar(context);
    return bar?.text === requested.text && bar.caret === requested.caret ? bar : undefined;
  };
  const onLate = () => {
    if (barOfSameLine() && isWholeFilter(requested.text)) listSoon(context, requested.text);
  };
  const onValues = (values: readonly string[]) => {
    if (!barOfSameLine()) return;
    context.dispatch({ overlay: 'filter', type: 'values-suggested', values });
    const bar = barOfSameLine();
    if (bar && isReadyToList(bar, bar.candidates)) listSoon(context, bar.text);
  };
  context.run(() => context.suggester.suggest(wanted.field, wanted.prefix, onValues, onLate));
}

function listSoon({ getState, dispatch, list }: SessionContext, filterText: string): void {
  const isCurrent = getState().list.filterText === filterText;
  const change = () => dispatch({ type: 'criteria-changed', criteria: { filterText } });
  list.loadSoon(isCurrent ? undefined : change);
}
