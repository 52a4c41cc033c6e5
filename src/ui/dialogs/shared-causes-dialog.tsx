import { sharedRoom } from '../../state/overlays/shared-causes/shared-causes-lines.ts';
import { DialogBox, type DialogProps } from './dialog-box.tsx';
import { sharedCausesLines } from './shared-causes-lines.ts';

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
