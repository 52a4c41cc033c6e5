import type { SessionContext } from '../../session/session-context.ts';
import type { OverlayKeys } from '../overlay-binding.ts';
import { lineBindings } from '../text-line-keys.ts';
import type { Palette } from './palette.ts';
import { paletteRows } from './palette-rows.ts';

export const paletteKeys: OverlayKeys<Palette> = {
  where: 'commands',
  bindings: [
    { keys: ['up', 'shift+tab', 'ctrl+p'], label: 'move', help: 'the command above', press: moveBy(-1) },
    { keys: ['down', 'tab', 'ctrl+n'], label: 'move', help: 'the command below', press: moveBy(1) },
    { keys: ['enter'], label: 'run', help: 'run the chosen command', press: choose },
    {
      keys: ['escape'],
      label: 'close',
      help: 'close the list of commands',
      press: ({ dispatch }) => dispatch({ overlay: 'palette', type: 'closed' }),
    },
    ...lineBindings(({ dispatch }, edit) => dispatch({ overlay: 'palette', type: 'edited', edit })),
  ],
  type: ({ dispatch }, text) => dispatch({ overlay: 'palette', type: 'typed', text }),
};

function moveBy(by: 1 | -1) {
  return ({ dispatch, getState }: SessionContext, { text, index }: Palette): void => {
    const last = paletteRows(getState(), text).length - 1;
    dispatch({ overlay: 'palette', type: 'cursor-moved', index: Math.max(0, Math.min(last, index + by)) });
  };
}

function choose(context: SessionContext, { text, index }: Palette): void {
  const chosen = paletteRows(context.getState(), text)[index];
  context.dispatch({ overlay: 'palette', type: 'command-chosen' });
  if (chosen) context.perform(chosen.binding.command);
}
