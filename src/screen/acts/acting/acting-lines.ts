import { alreadyText } from '../../../contract/starts/start-request.ts';
import { formatCount } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateMiddle, truncateText } from '../../../model/text/width.ts';
import { linesAround } from '../../dialogs/scroller.ts';
import { cutListedIds } from '../../paint/cut-ids.ts';
import { markColumns, markedLine, markedLines } from '../../paint/pieces.ts';
import type { Theme } from '../../paint/theme.ts';
import { wrapText } from '../../paint/wrap-text.ts';
import type { ListState } from '../../table/list-state.ts';
import { type Acting, type NewRun, newRunAt } from './acting.ts';
import { outcomeText } from './acting-summary.ts';

type Room = { readonly width: number; readonly rows: number };

const widestName = 24;
const gap = '  ';

/** The rows in sight: what became of the act on each run, and of the run that it started. */
export function actingLines(
  acting: Acting,
  list: ListState,
  { width, rows }: Room,
  theme: Theme,
): readonly string[] {
  const { order, top, cursor } = acting;
  const room = width - markColumns;
  const nameColumns = Math.min(widestName, Math.floor(width / (width < lowWidth ? 4 : 3)));
  const cells = order.slice(top, top + rows).map(index => {
    const name = fitText(safeLine(acting.runs[index]?.name ?? ''), nameColumns);
    const { outcome, paint } = outcomeCells(acting, index, list, room - nameColumns - gap.length);
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
    return markedLine(fitText(told, room), theme);
  });
}

const lowWidth = 70;

function addressAt({ runs }: Acting, index: number): string {
  return safeLine(runs[index]?.address ?? '');
}

type Cells = {
  readonly outcome: readonly string[];
  readonly paint: (theme: Theme) => string;
};

/** How a started run stands, below each other in every row, and its id; else the outcome in words. */
function outcomeCells(acting: Acting, index: number, list: ListState, width: number): Cells {
  const started = acting.outcomes[index]?.started;
  if (started === undefined) {
    const id = Math.min(leastId, displayWidth(addressAt(acting, index)));
    const text = truncateText(safeLine(outcomeText(acting, index, list)), width - gap.length - id);
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

function repeatedText(acting: Acting, index: number): string {
  const { already } = acting.outcomes[index] ?? {};
  const repeated = `again of ${addressAt(acting, index)}`;
  return already ? `${alreadyText(already)}, ${repeated}` : repeated;
}

/** The rows around the cursor, each whole on as many lines as it needs; always `rows` lines. */
export function wrappedActingLines(
  acting: Acting,
  list: ListState,
  { width, rows }: Room,
  theme: Theme,
): readonly string[] {
  const { order, cursor } = acting;
  const first = Math.max(0, cursor - rows);
  const wrapped = order.slice(first, cursor + rows).map((index, at) => {
    const lines = shortened(joinWhole(partsOf(acting, index, list), width - markColumns), rows);
    const isChosen = first + at === cursor;
    return markedLines(lines, isChosen, width, theme);
  });
  const shown = linesAround(wrapped, cursor - first, rows);
  return [...shown, ...Array.from({ length: rows - shown.length }, () => '')];
}

function partsOf(acting: Acting, index: number, list: ListState): readonly string[] {
  const name = safeLine(acting.runs[index]?.name ?? '');
  const started = acting.outcomes[index]?.started;
  if (started === undefined)
    return [name, safeLine(outcomeText(acting, index, list)), addressAt(acting, index)];
  const run = newRunAt(acting, index);
  const error = run?.error === undefined ? [] : [safeLine(run.error)];
  return [name, statusText(run), safeLine(started), ...error, repeatedText(acting, index)];
}

const indent = '  ';

/** Parts beside each other where they fit whole, else on lines of their own; the later lines are indented. */
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

/** A row that is taller than the dialog says how many of its lines are missing. */
function shortened(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const missing = formatCount(lines.length - most + 1);
  return [...lines.slice(0, most - 1), `${indent}… ${missing} more lines: ↵ opens the run`];
}
