import { runAddress } from '../../model/run.ts';
import { statusInfo } from '../../model/status.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateMiddle, truncateText } from '../../model/text/width.ts';
import { refusalText } from '../../state/cancel/cancel-phase.ts';
import type { Acting } from '../../state/overlays/acting/acting.ts';
import type { NewRun } from '../../state/overlays/acting/new-run.ts';
import { newRunAt } from '../../state/overlays/acting/new-runs.ts';
import type { State } from '../../state/session/state.ts';
import { cursorMark } from '../cursor-mark.ts';
import type { Theme } from '../theme.ts';

type Room = { readonly width: number; readonly rows: number };
type OutcomeAt = (index: number) => string;

const widestName = 24;
const markColumns = 2;

/** The rows in sight: what became of the act on each run, and of the run that it started. */
export function actingLines(
  acting: Acting,
  outcomeAt: OutcomeAt,
  { width, rows }: Room,
  theme: Theme,
): readonly string[] {
  const { order, top, cursor } = acting;
  const room = width - markColumns;
  const nameColumns = Math.min(widestName, Math.floor(width / 3));
  return order.slice(top, top + rows).map((index, at) => {
    const { name = '' } = acting.runs[index] ?? {};
    const { outcome, paint } = outcomeCells(acting, index, outcomeAt, room - nameColumns - 2);
    const told = `${fitText(safeLine(name), nameColumns)}  ${outcome.join('  ')}`;
    const after = noteAfter(acting, index, room - displayWidth(told));
    if (top + at === cursor)
      return `${theme.accent(cursorMark)} ${theme.inverse(fitText(`${told}${after}`, room))}`;
    return `  ${fitText(safeLine(name), nameColumns)}  ${paint(theme)}${theme.dim(after)}`;
  });
}

type Cells = {
  readonly outcome: readonly string[];
  readonly paint: (theme: Theme) => string;
};

/** How a started run stands, below each other in every row, and its id; else the outcome in words. */
function outcomeCells(acting: Acting, index: number, outcomeAt: OutcomeAt, width: number): Cells {
  const started = acting.outcomes[index]?.started;
  if (started === undefined) {
    const text = truncateText(safeLine(outcomeAt(index)), width);
    return { outcome: [text], paint: () => text };
  }
  const run = newRunAt(acting, index);
  const status = fitText(statusText(run), width < wideFrom ? narrowStatus : wideStatus);
  const id = truncateMiddle(safeLine(started), Math.max(1, width - displayWidth(status) - 2));
  return {
    outcome: [status, id],
    paint: theme => `${run ? theme.status(run.status, status) : status}  ${id}`,
  };
}

/** `◐ Sleep overdue` is whole in a wide dialog, `● Running` in any. */
const [narrowStatus, wideStatus, wideFrom] = [12, 17, 60];

function statusText(run: NewRun | undefined): string {
  return run ? `${run.glyph} ${safeLine(run.label)}` : '  Started';
}

/** Beside a new run its error, or which run it repeats if that fits; beside any other the run itself. */
function noteAfter(acting: Acting, index: number, room: number): string {
  const gap = '  ';
  const width = room - gap.length;
  if (width < 1) return '';
  const error = newRunAt(acting, index)?.error;
  if (error !== undefined) return `${gap}${truncateText(safeLine(error), width)}`;
  const address = safeLine(acting.runs[index]?.address ?? '');
  if (acting.outcomes[index]?.started === undefined) return `${gap}${truncateMiddle(address, width)}`;
  const repeated = `again of ${address}`;
  return displayWidth(repeated) <= width ? `${gap}${repeated}` : '';
}

export const canceled = statusInfo.canceled.label;

/** What became of the act at an index: as the store tells it by now, else as the request was answered. */
export function outcomeTexts(
  { act, runs, outcomes, phase }: Acting,
  { list }: Pick<State, 'list'>,
): OutcomeAt {
  const statuses = new Map(list.rows.map(run => [runAddress(run), statusInfo[run.status].label]));
  return (index: number): string => {
    const address = runs[index]?.address ?? '';
    const outcome = outcomes[index];
    if (!outcome) return phase === 'ended' ? 'not sent' : 'waiting';
    const cancel = act === 'retry' ? undefined : list.cancels.get(address);
    if (cancel?.type === 'ended') return statusInfo[cancel.status].label;
    if (outcome.type !== 'done' || act === 'retry') return outcome.text;
    if (outcome.cancel?.type === 'answered' && outcome.cancel.result.type === 'canceled') return canceled;
    const isOver = statuses.get(address) === canceled && refusalText(cancel) === undefined;
    return isOver ? canceled : 'requested, waiting for the run to end';
  };
}
