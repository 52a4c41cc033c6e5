import { formatQuery } from '../../../model/query/format.ts';
import { changeCriteria } from '../../list/change-criteria.ts';
import { openRunById } from '../../list/open-run-by-id.ts';
import type { SessionContext } from '../../session/session-context.ts';
import { chooseView } from '../menu/view-menu.ts';
import type { OverlayKeys } from '../overlay-binding.ts';
import type { LineAction } from '../text-line.ts';
import { lineBindings } from '../text-line-keys.ts';
import type { Palette } from './palette.ts';
import { paletteRows } from './palette-rows.ts';

export const paletteKeys: OverlayKeys<Palette> = {
  where: 'commands',
  bindings: [
    {
      keys: ['up', 'shift+tab', 'ctrl+p'],
      label: 'move',
      help: 'the command or place above',
      press: moveBy(-1),
    },
    { keys: ['down', 'tab', 'ctrl+n'], label: 'move', help: 'the command or place below', press: moveBy(1) },
    { keys: ['enter'], label: 'run', help: 'run the command, or go to the place', press: choose },
    {
      keys: ['escape'],
      label: 'close',
      help: 'close the list of commands',
      press: ({ dispatch }) => dispatch({ overlay: 'palette', type: 'closed' }),
    },
    ...lineBindings((context, edit) => change(context, { type: 'edited', edit })),
  ],
  type: (context, text) => change(context, { type: 'typed', text }),
};

function moveBy(by: 1 | -1) {
  return ({ dispatch, getState }: SessionContext, palette: Palette): void => {
    const last = paletteRows(getState(), palette).length - 1;
    dispatch({
      overlay: 'palette',
      type: 'cursor-moved',
      index: Math.max(0, Math.min(last, palette.index + by)),
    });
  };
}

/** Names are suggested by the store: they arrive later, or never. */
function change({ dispatch, getState, run, suggester }: SessionContext, action: LineAction): void {
  dispatch({ overlay: 'palette', ...action });
  const { overlay } = getState();
  const text = overlay.type === 'palette' ? overlay.text : '';
  if (text.trim() === '') return suggester.stop();
  const onNames = (names: readonly string[]) =>
    dispatch({ overlay: 'palette', type: 'names-arrived', text, names });
  run(() => suggester.suggest('workflow', text.trim(), onNames, () => {}));
}

function choose(context: SessionContext, palette: Palette): void {
  const row = paletteRows(context.getState(), palette)[palette.index];
  context.dispatch({ overlay: 'palette', type: 'row-chosen' });
  if (row?.type === 'command') return context.perform(row.binding.command);
  if (row?.type === 'run') return openRunById(context, row.id);
  if (!row) return;
  context.dispatch({ type: 'screen-changed', screen: 'table' });
  if (row.type === 'view') chooseView(context, row.view.id);
  else changeCriteria(context, { filterText: workflowFilter(row.name) });
}

function workflowFilter(name: string): string {
  const values = [{ text: name, isGlob: false }];
  return formatQuery({
    clauses: [{ type: 'text', field: 'workflow', values, negated: false, start: 0, end: 0 }],
  });
}
