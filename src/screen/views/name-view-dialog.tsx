import { safeLine } from '../../model/text/safe-text.ts';
import { DialogBox, type DialogProps, dialogRoom } from '../dialogs/dialog-box.tsx';
import { editedText } from '../paint/edited-text.ts';

export function NameViewDialog({
  overlay,
  state: { size },
  theme,
  painter,
}: DialogProps<'name-view', 'size'>) {
  const { width } = dialogRoom(size);
  const line = `${theme.accent('name')} ${editedText(overlay, '', width - 8, theme)}`;
  const { renamed } = overlay;
  const title =
    renamed === undefined ? 'Save this filter as a view' : `Rename the view "${safeLine(renamed)}"`;
  return <DialogBox title={theme.bold(title)} lines={[line]} width={width} size={size} painter={painter} />;
}
