import { runAddress } from '../../model/run.ts';
import { statusInfo } from '../../model/status.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateMiddle } from '../../model/text/width.ts';
import { type CancelPhase, refusalText } from '../../state/cancel/cancel-phase.ts';
import { type Outcomes, outcomeRows } from '../../state/overlays/outcomes/outcomes.ts';
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
  const outcomes = runs.map(({ address }) => [list.cancels.get(address), statuses.get(address)] as const);
  const title = theme.bold(titleText(act, outcomes));
  return <DialogBox title={title} lines={lines} width={width} size={size} painter={painter} />;
}

type Outcome = readonly [phase: CancelPhase | undefined, status: string | undefined];

const canceled = statusInfo.canceled.label;

/** `Canceling 12 runs`; once all outcomes are known, `Canceled 11 of 12 runs`. */
function titleText(act: Outcomes['act'], outcomes: readonly Outcome[]): string {
  const isKill = act === 'kill';
  const all = `${outcomes.length} runs`;
  const isOver = outcomes.every(
    ([phase, status]) => refusalText(phase) !== undefined || hasEnded(phase, status),
  );
  if (!isOver) return `${isKill ? 'Killing' : 'Canceling'} ${all}`;
  const count = outcomes.filter(([phase, status]) => outcomeText(phase, status) === canceled).length;
  return `${isKill ? 'Killed' : 'Canceled'} ${count === outcomes.length ? all : `${count} of ${all}`}`;
}

function hasEnded(phase: CancelPhase | undefined, status: string | undefined): boolean {
  return phase?.type === 'ended' || status === canceled;
}

function outcomeText(phase: CancelPhase | undefined, status: string | undefined): string {
  if (phase === undefined) return status ?? 'waiting';
  if (phase.type === 'requesting') return 'requesting…';
  if (phase.type === 'ended') return statusInfo[phase.status].label;
  return refusalText(phase) ?? (status === canceled ? canceled : 'requested, waiting for the run to end');
}
