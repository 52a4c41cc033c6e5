import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';
import { frequencyLines, frequencyTitle } from './frequency-lines.ts';

const widest = 150;

export function FrequencyDialog({ overlay, state, theme, painter }: DialogProps<'frequency'>) {
  const { size } = state;
  const room = dialogRoom(size, widest);
  return (
    <DialogBox
      title={theme.bold(frequencyTitle(overlay))}
      lines={frequencyLines(state, overlay, room, theme)}
      width={room.width}
      size={size}
      painter={painter}
    />
  );
}
