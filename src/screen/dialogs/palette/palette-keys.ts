import { composeQuery, oneOfTexts } from '../../../model/query/compose-query.ts';
import { formatQuery } from '../../../model/query/format.ts';
import { performOwnCommand } from '../../own-commands/own-commands.ts';
import { backToTable } from '../../run/back-to-table.ts';
import { openRunById } from '../../run/open-run-by-id.ts';
import type { SessionContext } from '../../shell/session-context.ts';
import { changeCriteria } from '../../table/change-criteria.ts';
import { chooseView } from '../../views/view-menu.ts';
import type { OverlayKeys } from '../overlay-binding.ts';
import type { LineAction } from '../text-line.ts';
import { lineBindings } from '../text-line-keys.ts';
import type { Palette } from './palette.ts';
import { isSameRow, type PaletteRow, paletteRows } from './palette-rows.ts';

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
function change(context: SessionContext, action: LineAction): void {
  const { dispatch, run, suggester } = context;
  dispatch({ overlay: 'palette', ...action });
  const text = openPalette(context)?.text ?? '';
  if (text.trim() === '') return suggester.stop();
  const onNames = (names: readonly string[]) => addNames(context, text, names);
  run(() => suggester.suggest('workflow', text.trim(), onNames, () => {}));
}

function openPalette({ getState }: SessionContext): Palette | undefined {
  const { overlay } = getState();
  return overlay.type === 'palette' ? overlay : undefined;
}

/** The cursor stays on the row that it was moved to, else on the best. */
function addNames(context: SessionContext, text: string, names: readonly string[]): void {
  const palette = openPalette(context);
  if (palette?.text !== text) return;
  const state = context.getState();
  const chosen = palette.index === 0 ? undefined : paletteRows(state, palette)[palette.index];
  const index = paletteRows(state, { ...palette, names }).findIndex(row => isSameRow(row, chosen));
  context.dispatch({ overlay: 'palette', type: 'names-arrived', names, index: Math.max(0, index) });
}

/** A word is taken for the id of a run only once it is known to be no name. */
function choose(context: SessionContext, palette: Palette): void {
  const row = rowOf(context, palette);
  if (row?.type !== 'run' || palette.names !== undefined) return goTo(context, row);
  context.hold(async () => {
    await context.suggester.settled();
    const latest = openPalette(context);
    if (latest?.text === palette.text) goTo(context, rowOf(context, latest));
  });
}

function rowOf({ getState }: SessionContext, palette: Palette): PaletteRow | undefined {
  return paletteRows(getState(), palette)[palette.index];
}

function goTo(context: SessionContext, row: PaletteRow | undefined): void {
  context.dispatch({ overlay: 'palette', type: 'row-chosen' });
  switch (row?.type) {
    case 'command':
      return context.perform(row.command.id);
    case 'own':
      return performOwnCommand(context, row.own);
    case 'run':
      return openRunById(context, row.id);
    case 'view':
      return chooseView(context, row.view.id);
    case 'workflow':
      backToTable(context);
      changeCriteria(context, { filterText: workflowFilter(row.name) });
  }
}

function workflowFilter(name: string): string {
  return formatQuery(composeQuery(oneOfTexts('workflow', name)));
}
