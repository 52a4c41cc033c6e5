import { editedText } from '../edited-text.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

export function NameViewDialog({ overlay, state: { size }, theme, painter }: DialogProps<'name-view'>) {
  const { width } = dialogRoom(size);
  const line = `${theme.accent('name')} ${editedText(overlay, '', width - 8, theme)}`;
  const title = theme.bold('Save this filter as a view');
  return <DialogBox title={title} lines={[line]} width={width} size={size} painter={painter} />;
}
