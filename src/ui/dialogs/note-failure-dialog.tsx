import { editedText } from '../edited-text.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

export function NoteFailureDialog({ overlay, state: { size }, theme, painter }: DialogProps<'note-failure'>) {
  const { width } = dialogRoom(size);
  const line = `${theme.accent('note')} ${editedText(overlay, 'OPS-12 what is known', width - 8, theme)}`;
  const title = theme.bold('What is known of these failures');
  return <DialogBox title={title} lines={[line]} width={width} size={size} painter={painter} />;
}
