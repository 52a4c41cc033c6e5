import { runAddress } from '../../model/run.ts';
import { statusInfo } from '../../model/status.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { fitText } from '../../model/text/width.ts';
import type { CancelPhase } from '../../state/session/cancel-phase.ts';
import { cancelText } from '../../state/session/cancel-text.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

const widestName = 24;

/** What became of each run that was to be canceled. */
export function Outcomes({ overlay, state, theme, painter }: DialogProps<'outcomes'>) {
  const { runs, top } = overlay;
  const { list, size } = state;
  const { width, height } = dialogRoom(size);
  const statuses = new Map(list.rows.map(run => [runAddress(run), statusInfo[run.status].label]));
  const nameColumns = Math.min(widestName, Math.floor(width / 3));
  const lines = runs.slice(top, top + Math.max(1, height - 2)).map(({ name, address }) => {
    const outcome = outcomeText(list.cancels.get(address), statuses.get(address));
    return `${fitText(sanitizeLine(name), nameColumns)}  ${outcome}  ${theme.dim(sanitizeLine(address))}`;
  });
  const isKill = runs.some(({ address }) => isOfKill(list.cancels.get(address)));
  const title = theme.bold(`${isKill ? 'Killing' : 'Canceling'} ${runs.length} runs`);
  return <DialogBox title={title} lines={lines} width={width} size={size} painter={painter} />;
}

function isOfKill(phase: CancelPhase | undefined): boolean {
  return phase !== undefined && 'act' in phase && phase.act === 'kill';
}

function outcomeText(phase: CancelPhase | undefined, status: string | undefined): string {
  if (phase === undefined) return status ?? 'waiting for its turn';
  if (phase.type === 'asking') return 'asking…';
  if (phase.type === 'ended') return statusInfo[phase.status].label;
  return cancelText(phase) ?? (status === 'Canceled' ? 'Canceled' : 'requested, waiting for the run to end');
}
