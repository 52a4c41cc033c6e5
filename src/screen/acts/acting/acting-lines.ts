import { alreadyText } from '../../../contract/starts/start-request.ts';
import { runAddress } from '../../../model/run.ts';
import { statusInfo } from '../../../model/status.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateMiddle, truncateText } from '../../../model/text/width.ts';
import { refusalText } from '../../../operations/acts/cancel-runs.ts';
import { cursorMark } from '../../paint/cursor-mark.ts';
import { cutListedIds } from '../../paint/cut-ids.ts';
import type { Theme } from '../../paint/theme.ts';
import type { State } from '../../shell/state.ts';
import { type Acting, newRunAt } from './acting.ts';
import type { NewRun } from './new-run.ts';

export type Room = { readonly width: number; readonly rows: number };
export type OutcomeAt = (index: number) => string;

const widestName = 24;
export const markColumns = 2;
const gap = '  ';

/** The rows in sight: what became of the act on each run, and of the run that it started. */
export function actingLines(
  acting: Acting,
  outcomeAt: OutcomeAt,
  { width, rows }: Room,
  theme: Theme,
): readonly string[] {
  const { order, top, cursor } = acting;
  const room = width - markColumns;
  const nameColumns = Math.min(widestName, Math.floor(width / (width < lowWidth ? 4 : 3)));
  const cells = order.slice(top, top + rows).map(index => {
    const name = fitText(safeLine(acting.runs[index]?.name ?? ''), nameColumns);
    const { outcome, paint } = outcomeCells(acting, index, outcomeAt, room - nameColumns - gap.length);
    const left = room - displayWidth([name, ...outcome].join(gap)) - gap.length;
    return { index, name, outcome, paint, left };
  });
  const ids = cutListedIds(
    cells.map(({ index }) => addressAt(acting, index)),
    row => cells[row]?.left ?? 0,
  );
  return cells.map(({ index, name, outcome, paint, left }, row) => {
    const after = noteAfter(acting, index, ids[row] ?? '', left);
    if (top + row !== cursor) return `  ${name}${gap}${paint(theme)}${theme.dim(after)}`;
    const told = `${[name, ...outcome].join(gap)}${after}`;
    return `${theme.accent(cursorMark)} ${theme.inverse(fitText(told, room))}`;
  });
}

const lowWidth = 70;

export function addressAt({ runs }: Acting, index: number): string {
  return safeLine(runs[index]?.address ?? '');
}

type Cells = {
  readonly outcome: readonly string[];
  readonly paint: (theme: Theme) => string;
};

/** How a started run stands, below each other in every row, and its id; else the outcome in words. */
function outcomeCells(acting: Acting, index: number, outcomeAt: OutcomeAt, width: number): Cells {
  const started = acting.outcomes[index]?.started;
  if (started === undefined) {
    const id = Math.min(leastId, displayWidth(addressAt(acting, index)));
    const text = truncateText(safeLine(outcomeAt(index)), width - gap.length - id);
    return { outcome: [text], paint: () => text };
  }
  const run = newRunAt(acting, index);
  const status = fitText(statusText(run), width < wideFrom ? narrowStatus : wideStatus);
  const id = truncateMiddle(safeLine(started), Math.max(1, width - displayWidth(status) - gap.length));
  return {
    outcome: [status, id],
    paint: theme => `${run ? theme.status(run.status, status) : status}${gap}${id}`,
  };
}

/** The end of an id, by which it is told from others that begin alike. */
const leastId = 8;

/** `◐ Sleep overdue` is whole in a wide dialog, `● Running` in any. */
const [narrowStatus, wideStatus, wideFrom] = [12, 17, 60];

export function statusText(run: NewRun | undefined): string {
  return run ? `${run.glyph} ${safeLine(run.label)}` : '  Started';
}

/** Beside a new run its error, or which run it repeats if that fits; beside any other the run itself. */
function noteAfter(acting: Acting, index: number, id: string, width: number): string {
  if (width < 1) return '';
  const error = newRunAt(acting, index)?.error;
  if (error !== undefined) return `${gap}${truncateText(safeLine(error), width)}`;
  if (acting.outcomes[index]?.started === undefined) return `${gap}${id}`;
  const { already } = acting.outcomes[index] ?? {};
  const notes = [repeatedText(acting, index), ...(already ? [alreadyText(already)] : [])];
  const note = notes.find(text => displayWidth(text) <= width);
  return note === undefined ? '' : `${gap}${note}`;
}

export function repeatedText(acting: Acting, index: number): string {
  const { already } = acting.outcomes[index] ?? {};
  const repeated = `again of ${addressAt(acting, index)}`;
  return already ? `${alreadyText(already)}, ${repeated}` : repeated;
}

export const canceled = statusInfo.canceled.label;
export const notEnded = 'requested, waiting for the run to end';

/** The outcome of the act at an index: as the store reports it by now, else as the request was answered. */
export function outcomeTexts(
  { act, runs, outcomes, phase }: Pick<Acting, 'act' | 'runs' | 'outcomes' | 'phase'>,
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
    return isOver ? canceled : notEnded;
  };
}
