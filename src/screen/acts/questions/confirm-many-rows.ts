import { formatCount } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateText } from '../../../model/text/width.ts';
import { cursorMark } from '../../paint/cursor-mark.ts';
import { cutListedIds } from '../../paint/cut-ids.ts';
import type { Theme } from '../../paint/theme.ts';
import type { ConfirmMany } from './confirm-many.ts';
import { type FoundText, foundRows } from './found-text.ts';

type Room = { readonly width: number; readonly height: number };

/** The rows of a question; where they do not all fit, those around the cursor, and how many there are. */
export function foundLines(
  text: FoundText,
  confirm: Pick<ConfirmMany, 'act' | 'inputs' | 'index'>,
  { width, height }: Room,
  theme: Theme,
): readonly string[] {
  const { few, names } = text;
  const { index } = confirm;
  const all = foundRows(text).length;
  const linesOf = (from: number, to: number, columns: number): readonly string[] =>
    few ? runLines(few.slice(from, to), confirm, columns) : nameLines(names.slice(from, to), columns);
  if (all <= height) return linesOf(0, all, width);
  if (height === 1 && index === 0) return [namesLine(names, width)];
  const rows = Math.max(1, height - 1);
  const top = Math.max(0, Math.min(index - Math.floor(rows / 2), all - rows));
  const shown = linesOf(top, top + rows, width - markColumns).map(
    (line, at) => `${top + at === index ? theme.accent(cursorMark) : ' '} ${line}`,
  );
  const place = `${formatCount(top + 1)}–${formatCount(top + rows)} of ${formatCount(all)}`;
  const left = top === 0 ? `… and ${formatCount(all - rows)} more: j and k scroll` : place;
  return [...shown, left].slice(0, height);
}

const markColumns = 2;

function namesLine(names: FoundText['names'], width: number): string {
  return truncateText(
    names.map(({ name, runs }) => `${formatCount(runs)} ${safeLine(name)}`).join(', '),
    width,
  );
}

const widestName = 40;
const countColumns = 7;

function nameLines(names: FoundText['names'], width: number): readonly string[] {
  const columns = Math.min(
    widestName,
    Math.floor(width / 2),
    Math.max(1, ...names.map(({ name }) => displayWidth(safeLine(name)))),
  );
  return names.map(({ name, runs, statuses }) =>
    truncateText(
      `${fitText(safeLine(name), columns)}  ${formatCount(runs).padStart(countColumns)}  ${statuses}`,
      width,
    ),
  );
}

type Few = NonNullable<FoundText['few']>;

function runLines(
  few: Few,
  { act, inputs }: Pick<ConfirmMany, 'act' | 'inputs'>,
  width: number,
): readonly string[] {
  const cells = few.map(({ name, address, status }) => {
    const shownName = truncateText(safeLine(name), Math.floor(width / 3));
    const end = safeLine((act === 'retry' ? inputs.get(address)?.size : status) ?? '');
    return { name: shownName, end, left: width - displayWidth(`· ${shownName}    ${end}`) };
  });
  const ids = cutListedIds(
    few.map(({ address }) => safeLine(address)),
    row => Math.max(leastId, cells[row]?.left ?? 0),
  );
  return cells.map(({ name, end }, row) => truncateText(`· ${name}  ${ids[row] ?? ''}  ${end}`, width));
}

const leastId = 12;
