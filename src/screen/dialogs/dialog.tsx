import { useMemo } from 'react';
import { ActingDialog } from '../acts/acting/acting-dialog.tsx';
import { RunAgainDialog } from '../acts/again/run-again-dialog.tsx';
import { ConfirmCancelDialog } from '../acts/questions/confirm-cancel-dialog.tsx';
import { ConfirmManyDialog } from '../acts/questions/confirm-many-dialog.tsx';
import { ConfirmOwnDialog } from '../own-commands/confirm-own-dialog.tsx';
import type { State } from '../shell/state.ts';
import { type ScreenProps, useSelected } from '../shell/use-selected.ts';
import type { Overlay } from './overlay.ts';
import { dialogOf, type DrawnItems } from './define-dialog.ts';
import { DialogBox, type DialogProps } from './dialog-box.tsx';
import { Text } from 'ink';
import SelectInput from 'ink-select-input';
import { cursorMark } from '../paint/cursor-mark.ts';
import type { Theme } from '../paint/theme.ts';

/** Overlays that the filter bar and the hints draw. */
const inline: ReadonlySet<Overlay['type']> = new Set(['none', 'filter', 'search']);

/** What dialogs show beside their overlay; the others may show all of the state. */
const shownParts: Partial<Record<Overlay['type'], readonly (keyof State)[]>> = {
  'confirm-many': ['size'],
  'confirm-own': ['size'],
  acting: ['size', 'list'],
  'run-again': ['size'],
};

export function Dialog({ session, theme, painter }: ScreenProps) {
  const select = useMemo(createSelection, []);
  const state = useSelected(session, select);
  if (!state) return null;
  const { overlay } = state;
  const common = { state, theme, painter };
  switch (overlay.type) {
    case 'confirm-cancel':
      return <ConfirmCancelDialog {...common} overlay={overlay} />;
    case 'run-again':
      return <RunAgainDialog {...common} overlay={overlay} />;
    case 'confirm-many':
      return <ConfirmManyDialog {...common} overlay={overlay} />;
    case 'confirm-own':
      return <ConfirmOwnDialog {...common} overlay={overlay} />;
    case 'acting':
      return <ActingDialog {...common} overlay={overlay} />;
    default:
      return <DrawnDialog {...common} />;
  }
}

function DrawnDialog({ state, theme, painter }: Omit<DialogProps<'none'>, 'overlay'>) {
  const drawing = dialogOf(state.overlay)?.draw({ state, theme });
  if (!drawing) return null;
  return (
    <DialogBox {...drawing} size={state.size} painter={painter}>
      {drawing.items && <MenuItems {...drawing.items} theme={theme} />}
    </DialogBox>
  );
}

/** The session handles the keys. `ink-select-input` keeps its own cursor: each position mounts it again. */
function MenuItems({ items, index, limit, theme }: DrawnItems & { readonly theme: Theme }) {
  return (
    <SelectInput
      key={index}
      items={items.map(({ id, label }) => ({ key: id, value: id, label }))}
      initialIndex={index}
      limit={limit}
      isFocused={false}
      indicatorComponent={({ isSelected = false }) => (
        <Text>{isSelected ? theme.accent(` ${cursorMark} `) : '   '}</Text>
      )}
      itemComponent={({ isSelected = false, label }) => (
        <Text wrap="truncate">{`${isSelected ? theme.inverse(label) : label} `}</Text>
      )}
    />
  );
}

/** Selects the state for a dialog: the one before while all that it shows is the same. */
function createSelection(): (now: State) => State | undefined {
  let shown: State | undefined;
  return now => {
    const { overlay } = now;
    const parts = shownParts[overlay.type] ?? dialogOf(overlay)?.shows;
    const isSame = shown?.overlay === overlay && parts?.every(part => shown?.[part] === now[part]) === true;
    if (!isSame) shown = inline.has(overlay.type) ? undefined : now;
    return shown;
  };
}
