import { formatAge } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import { DialogBox, type DialogProps, dialogRoom } from '../dialogs/dialog-box.tsx';
import type { OverlayOf } from '../dialogs/overlay.ts';
import { editedText } from '../paint/edited-text.ts';
import type { State } from '../shell/state.ts';

export function NoteFailureDialog({ overlay, state, theme, painter }: DialogProps<'note-failure'>) {
  const { size, now } = state;
  const { width } = dialogRoom(size);
  const ghost = overlay.text === '' ? 'OPS-12 what is known' : '';
  const text = overlay.isMasked
    ? truncateText(safeLine(overlay.text), width - 5)
    : editedText(overlay, ghost, width - 5, theme);
  const line = `${theme.accent('note')} ${text}`;
  const lines = [line, ...origin(overlay, now).map(theme.dim)];
  const title = theme.bold('What is known of these failures, a ticket first');
  return <DialogBox title={title} lines={lines} width={width} size={size} painter={painter} />;
}

/** Who made the note, and when. */
function origin({ held: { known } }: OverlayOf<'note-failure'>, now: State['now']): readonly string[] {
  if (!known) return [];
  const by = known.by === undefined ? '' : ` by ${known.by}`;
  return [safeLine(`noted${by} ${formatAge(known.at, now)}`)];
}
