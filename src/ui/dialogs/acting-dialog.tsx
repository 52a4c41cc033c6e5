import { runAddress } from '../../model/run.ts';
import { statusInfo } from '../../model/status.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateMiddle, truncateText } from '../../model/text/width.ts';
import { refusalText } from '../../state/cancel/cancel-phase.ts';
import { type Acting, actingRows } from '../../state/overlays/acting/acting.ts';
import type { State } from '../../state/session/state.ts';
import { type ActingCounts, actingSummary, actingTitle, countActing } from './acting-summary.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

const widestName = 24;

export function ActingDialog({ overlay, state, theme, painter }: DialogProps<'acting', 'list' | 'size'>) {
  const { runs, order, top } = overlay;
  const { size } = state;
  const { width } = dialogRoom(size);
  const outcomeAt = outcomeTexts(overlay, state);
  const counts = countActing(overlay, index => outcomeAt(index) === canceled);
  const nameColumns = Math.min(widestName, Math.floor(width / 3));
  const lines = order.slice(top, top + actingRows(size)).map(index => {
    const { name = '', address = '' } = runs[index] ?? {};
    const told = `${fitText(safeLine(name), nameColumns)}  ${safeLine(outcomeAt(index))}  `;
    return `${told}${theme.dim(truncateMiddle(safeLine(address), Math.max(1, width - displayWidth(told))))}`;
  });
  const title = theme.bold(actingTitle(overlay, counts));
  const bar = overlay.phase === 'ended' ? [] : [progressBar(counts, width)];
  const head = [...bar, truncateText(actingSummary(overlay, counts), width), ''];
  return <DialogBox title={title} lines={[...head, ...lines]} width={width} size={size} painter={painter} />;
}

const canceled = statusInfo.canceled.label;

/** What became of the run at an index: as the store tells it by now, else as the request was answered. */
function outcomeTexts({ act, runs, outcomes, phase }: Acting, { list }: Pick<State, 'list'>) {
  const statuses = new Map(list.rows.map(run => [runAddress(run), statusInfo[run.status].label]));
  return (index: number): string => {
    const address = runs[index]?.address ?? '';
    const outcome = outcomes[index];
    if (!outcome) return phase === 'ended' ? 'not sent' : 'waiting';
    const cancel = act === 'retry' ? undefined : list.cancels.get(address);
    if (cancel?.type === 'ended') return statusInfo[cancel.status].label;
    if (outcome.type !== 'done' || act === 'retry') return outcome.text;
    const isOver = statuses.get(address) === canceled && refusalText(cancel) === undefined;
    return isOver ? canceled : 'requested, waiting for the run to end';
  };
}

function progressBar({ known, all }: ActingCounts, width: number): string {
  const sum = ` ${formatCount(known)} of ${formatCount(all)}`;
  const columns = Math.max(1, width - displayWidth(sum));
  const filled = all === 0 ? columns : Math.floor((known / all) * columns);
  return `${'█'.repeat(filled)}${'░'.repeat(columns - filled)}${sum}`;
}
