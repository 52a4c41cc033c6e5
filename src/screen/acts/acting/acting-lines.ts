import { alreadyText } from '../../../contract/starts/start-request.ts';
import { formatCount } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateMiddle, truncateText } from '../../../model/text/width.ts';
import { linesAround } from '../../dialogs/define-dialog.ts';
import { markColumns, markedLine, markedLines, type Theme } from '../../paint/theme.ts';
import { cutListedIds, wrapText } from '../../paint/wrap-text.ts';
import type { ListState } from '../../table/list-state.ts';
import { type Acting, type NewRun, newRunAt } from './acting.ts';
import { outcomeText } from './acting-summary.ts';

type DrawRows = (
  acting: Acting,
  list: ListState,
  room: { readonly width: number; readonly rows: number },
  theme: Theme,
) => readonly string[];

const widestName = 24;
const gap = '  ';

type Row = {
  readonly name: string;
  readonly address: string;
  /** The outcome of the act, or the id of the run that it started. */
  readonly outcome: string;
  readonly status?: string;
  readonly run?: NewRun;
  readonly error?: string;
  /** Which run it repeats and who started it, longest first: the first that fits is shown. */
  readonly notes: readonly string[];
};

function toRow(acting: Acting, index: number, list: ListState): Row {
  const { name = '', address = '' } = acting.runs[index] ?? {};
  const { started, already } = acting.outcomes[index] ?? {};
  const words = { name: safeLine(name), address: safeLine(address) };
  if (started === undefined)
    return { ...words, outcome: safeLine(outcomeText(acting, index, list)), notes: [] };
  const run = newRunAt(acting, index);
  const error = run?.error === undefined ? undefined : safeLine(run.error);
  const repeated = `retry of ${words.address}`;
  const notes = already ? [`${alreadyText(already)}, ${repeated}`, alreadyText(already)] : [repeated];
  const status = run ? `${run.glyph} ${safeLine(run.label)}` : '  Started';
  return { ...words, outcome: safeLine(started), status, run, error, notes };
}

export const actingLines: DrawRows = (acting, list, { width, rows }, theme) => {
  const { order, top, cursor } = acting;
  const room = width - markColumns;
  const nameColumns = Math.min(widestName, Math.floor(width / (width < lowWidth ? 4 : 3)));
  const cells = order.slice(top, top + rows).map(index => {
    const row = toRow(acting, index, list);
    const name = fitText(row.name, nameColumns);
    const { status, outcome } = cutOutcome(row, room - nameColumns - gap.length);
    const left = room - displayWidth([name, ...status, outcome].join(gap)) - gap.length;
    return { row, name, status, outcome, left };
  });
  const ids = cutListedIds(
    cells.map(({ row }) => row.address),
    at => cells[at]?.left ?? 0,
  );
  return cells.map(({ row, name, status, outcome, left }, at) => {
    const note = noteBeside(row, ids[at] ?? '', left);
    const after = note === '' ? '' : gap + note;
    if (top + at === cursor)
      return markedLine(fitText([name, ...status, outcome].join(gap) + after, room), theme);
    const painted = status.map(text => (row.run ? theme.status(row.run.status, text) : text));
    return `  ${[name, ...painted, outcome].join(gap)}${theme.dim(after)}`;
  });
};

const lowWidth = 70;

/** The status of a started run, aligned in all rows, and its id; otherwise the outcome in words. */
function cutOutcome({ address, outcome, status }: Row, width: number) {
  if (status === undefined) {
    const id = Math.min(leastId, displayWidth(address));
    return { status: [], outcome: truncateText(outcome, width - gap.length - id) };
  }
  const fitted = fitText(status, width < wideFrom ? narrowStatus : wideStatus);
  const columns = Math.max(1, width - displayWidth(fitted) - gap.length);
  return { status: [fitted], outcome: truncateMiddle(outcome, columns) };
}

/** The columns for the end of an id, by which similar ones differ. */
const leastId = 8;

/** `◐ Sleep overdue` is whole in a wide dialog, `● Running` in any. */
const [narrowStatus, wideStatus, wideFrom] = [12, 17, 60];

/** A new run has its error, or the run that it repeats if that fits; any other row its own address. */
function noteBeside({ status, error, notes }: Row, id: string, width: number): string {
  if (width < 1) return '';
  if (status === undefined) return id;
  if (error !== undefined) return truncateText(error, width);
  return notes.find(text => displayWidth(text) <= width) ?? '';
}

/** Rows around the cursor, each on as many lines as it needs; always `rows` lines. */
export const wrappedActingLines: DrawRows = (acting, list, { width, rows }, theme) => {
  const { order, cursor } = acting;
  const first = Math.max(0, cursor - rows);
  const wrapped = order.slice(first, cursor + rows).map((index, at) => {
    const lines = shortened(joinWhole(partsOf(toRow(acting, index, list)), width - markColumns), rows);
    const isChosen = first + at === cursor;
    return markedLines(lines, isChosen, width, theme);
  });
  const shown = linesAround(wrapped, cursor - first, rows);
  return [...shown, ...Array.from({ length: rows - shown.length }, () => '')];
};

function partsOf({ name, address, outcome, status, error, notes }: Row): readonly string[] {
  if (status === undefined) return [name, outcome, address];
  return [name, status, outcome, ...(error === undefined ? [] : [error]), ...notes.slice(0, 1)];
}

const indent = '  ';

function joinWhole(parts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(`${last}  ${part}`) <= width)
      lines.splice(-1, 1, `${last}  ${part}`);
    else {
      const before = last === undefined ? '' : indent;
      lines.push(...wrapText(part, width - before.length).map(line => before + line));
    }
  }
  return lines;
}

function shortened(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const missing = formatCount(lines.length - most + 1);
  return [...lines.slice(0, most - 1), `${indent}… ${missing} more lines: ↵ opens the run`];
}
