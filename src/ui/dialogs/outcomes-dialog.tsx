import { runAddress } from '../../model/run.ts';
import { statusInfo } from '../../model/status.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateMiddle } from '../../model/text/width.ts';
import { type CancelPhase, refusalText } from '../../state/cancel/cancel-phase.ts';
import { outcomeRows } from '../../state/overlays/outcomes/outcomes.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

const widestName = 24;

export function OutcomesDialog({ overlay, state, theme, painter }: DialogProps<'outcomes'>) {
  const { act, runs, top } = overlay;
  const { list, size } = state;
  const { width } = dialogRoom(size);
  const statuses = new Map(list.rows.map(run => [runAddress(run), statusInfo[run.status].label]));
  const nameColumns = Math.min(widestName, Math.floor(width / 3));
  const lines = runs.slice(top, top + outcomeRows(size)).map(({ name, address }) => {
    const outcome = outcomeText(list.cancels.get(address), statuses.get(address));
    const told = `${fitText(safeLine(name), nameColumns)}  ${safeLine(outcome)}  `;
    return `${told}${theme.dim(truncateMiddle(safeLine(address), Math.max(1, width - displayWidth(told))))}`;
  });
  const title = theme.bold(`${act === 'kill' ? 'Killing' : 'Canceling'} ${runs.length} runs`);
  return <DialogBox title={title} lines={lines} width={width} size={size} painter={painter} />;
}

function outcomeText(phase: CancelPhase | undefined, status: string | undefined): string {
  if (phase === undefined) return status ?? 'waiting';
  if (phase.type === 'requesting') return 'requesting…';
  if (phase.type === 'ended') return statusInfo[phase.status].label;
  return refusalText(phase) ?? (status === 'Canceled' ? 'Canceled' : 'requested, waiting for the run to end');
}
