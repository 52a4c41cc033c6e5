import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';
import { sharedCausesLines } from './shared-causes-lines.ts';

const widest = 110;

export function SharedCausesDialog({ overlay, state, theme, painter }: DialogProps<'shared-causes'>) {
  const { size } = state;
  const room = dialogRoom(size, widest);
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
