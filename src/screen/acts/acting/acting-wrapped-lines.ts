import { formatCount } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { displayWidth, fitText } from '../../../model/text/width.ts';
import { linesAround } from '../../dialogs/scroller.ts';
import { cursorMark } from '../../paint/cursor-mark.ts';
import type { Theme } from '../../paint/theme.ts';
import { wrapText } from '../../paint/wrap-text.ts';
import { type Acting, newRunAt } from './acting.ts';
import {
  addressAt,
  markColumns,
  type OutcomeAt,
  type Room,
  repeatedText,
  statusText,
} from './acting-lines.ts';

/** The rows around the cursor, each whole on as many lines as it needs; always `rows` lines. */
export function wrappedActingLines(
  acting: Acting,
  outcomeAt: OutcomeAt,
  { width, rows }: Room,
  theme: Theme,
): readonly string[] {
  const { order, cursor } = acting;
  const first = Math.max(0, cursor - rows);
  const wrapped = order.slice(first, cursor + rows).map((index, at) => {
    const lines = shortened(joinWhole(partsOf(acting, index, outcomeAt), width - markColumns), rows);
    const isChosen = first + at === cursor;
    return lines.map((line, nth) => (isChosen ? chosenLine(line, nth, width, theme) : `  ${line}`));
  });
  const shown = linesAround(wrapped, cursor - first, rows);
  return [...shown, ...Array.from({ length: rows - shown.length }, () => '')];
}

function chosenLine(line: string, nth: number, width: number, theme: Theme): string {
  const mark = nth === 0 ? theme.accent(cursorMark) : ' ';
  return `${mark} ${theme.inverse(fitText(line, width - markColumns))}`;
}

function partsOf(acting: Acting, index: number, outcomeAt: OutcomeAt): readonly string[] {
  const name = safeLine(acting.runs[index]?.name ?? '');
  const started = acting.outcomes[index]?.started;
  if (started === undefined) return [name, safeLine(outcomeAt(index)), addressAt(acting, index)];
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
