import { formatCount } from '../../model/text/formats.ts';
import { displayWidth } from '../../model/text/width.ts';
import { actingRows } from '../../state/overlays/acting/acting.ts';
import { actingLines, canceled, outcomeTexts } from './acting-lines.ts';
import { type ActingCounts, actingSummary, actingTitle, countActing } from './acting-summary.ts';
import { wrappedActingLines } from './acting-wrapped-lines.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

const widest = 120;
/** In a lower window, wrapped rows have the place of the counts. */
const lowRows = 20;

export function ActingDialog({ overlay, state, theme, painter }: DialogProps<'acting', 'list' | 'size'>) {
  const { size } = state;
  const { width } = dialogRoom(size, widest);
  const outcomeAt = outcomeTexts(overlay, state);
  // How many have ended is told in the end: before, thousands would be looked at in each frame.
  const isOver = overlay.phase === 'ended';
  const counts = countActing(overlay, index => isOver && outcomeAt(index) === canceled);
  const title = theme.bold(actingTitle(overlay, counts));
  const [above = '', below = ''] = actingSummary(overlay, counts, width);
  const head = [...(isOver ? [above, below] : [progressBar(counts, width), above]), ''];
  const { isWrapped } = overlay;
  const shownHead = isWrapped && size.rows < lowRows ? [] : head;
  const room = { width, rows: actingRows(size) + head.length - shownHead.length };
  const toLines = isWrapped ? wrappedActingLines : actingLines;
  const lines = [...shownHead, ...toLines(overlay, outcomeAt, room, theme)];
  return <DialogBox title={title} lines={lines} width={width} size={size} painter={painter} />;
}

function progressBar({ known, all }: ActingCounts, width: number): string {
  const sum = ` ${formatCount(known)} of ${formatCount(all)}`;
  const columns = Math.max(1, width - displayWidth(sum));
  const filled = all === 0 ? columns : Math.floor((known / all) * columns);
  return `${'█'.repeat(filled)}${'░'.repeat(columns - filled)}${sum}`;
}
