import { DialogBox, type DialogProps } from '../dialogs/dialog-box.tsx';
import { dialogColumns } from '../shell/window-size.ts';
import { frequencyLines, frequencyTitle } from './frequency-lines.ts';

const widest = 150;

export function FrequencyDialog({ overlay, state, theme, painter }: DialogProps<'frequency'>) {
  const { size } = state;
  const width = dialogColumns(size, widest);
  return (
    <DialogBox
      title={theme.bold(frequencyTitle(overlay))}
      lines={frequencyLines(state, overlay, width, theme)}
      width={width}
      size={size}
      painter={painter}
    />
  );
}
