import { DialogBox, type DialogProps } from '../dialogs/dialog-box.tsx';
import { sharedRoom } from './shared-causes-lines.ts';
import { sharedCausesLines } from './shared-causes-text.ts';

export function SharedCausesDialog({ overlay, state, theme, painter }: DialogProps<'shared-causes'>) {
  const { size } = state;
  const room = sharedRoom(size);
  return (
    <DialogBox
      title={theme.bold('What the failed runs share')}
      lines={sharedCausesLines(overlay, room, theme)}
      width={room.width}
      size={size}
      painter={painter}
    />
  );
}
