import { useMemo } from 'react';
import { formatCount } from '../../../model/text/formats.ts';
import { displayWidth } from '../../../model/text/width.ts';
import { DialogBox, type DialogProps } from '../../dialogs/dialog-box.tsx';
import { dialogRoom } from '../../shell/window-size.ts';
import { actingRows } from './acting.ts';
import { actingLines, canceled, notEnded, outcomeTexts } from './acting-lines.ts';
import { type ActingCounts, actingSummary, actingTitle, countActing } from './acting-summary.ts';
import { wrappedActingLines } from './acting-wrapped-lines.ts';

const widest = 120;
/** In a lower window, wrapped rows have the place of the bar and of what is blank. */
const lowRows = 20;

export function ActingDialog({ overlay, state, theme, painter }: DialogProps<'acting', 'list' | 'size'>) {
  const { size, list } = state;
  const { act, runs, outcomes, newRuns, phase, isWrapped } = overlay;
  const { width } = dialogRoom(size, widest);
  const isOver = phase === 'ended';
  // Not again for each move of the cursor among thousands.
  const outcomeAt = useMemo(
    () => outcomeTexts({ act, runs, outcomes, phase }, { list }),
    [act, runs, outcomes, phase, list],
  );
  // How many have ended is told in the end: before, thousands would be looked at in each frame.
  const counts = useMemo(
    () =>
      countActing({ outcomes, newRuns }, index => {
        const text = isOver ? outcomeAt(index) : '';
        return { isCanceled: text === canceled, isNotEnded: text === notEnded };
      }),
    [outcomes, newRuns, isOver, outcomeAt],
  );
  const title = theme.bold(actingTitle(overlay, counts));
  const [above = '', below = ''] = actingSummary(overlay, counts, width);
  const head = [...(isOver ? [above, below] : [progressBar(counts, width), above]), ''];
  const sums = [above, below].filter(Boolean);
  const shownHead = isWrapped && size.rows < lowRows ? sums : head;
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
