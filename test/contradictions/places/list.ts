import { statusInfo } from '../../../src/model/status.ts';
import { columnIds, columnInfo } from '../../../src/screen/table/columns.ts';
import { sliceLine } from './columns.ts';

export type Cell = { readonly title: string; readonly from: number; readonly to: number };

/** A row of the table, or a group. */
export type ListRow = {
  readonly line: string;
  readonly isSelected: boolean;
};

export type ListPlace = {
  readonly of: 'runs' | 'groups';
  readonly heading: string;
  readonly width: number;
  /** Whether every row begins with its status. */
  readonly hasStatus: boolean;
  readonly rows: readonly ListRow[];
  /** What stands below the rows. */
  readonly after: readonly string[];
  /** Whether lines are left below the rows. */
  readonly hasRoom: boolean;
  /** Whether a dialog lies over some of it. */
  readonly isCovered: boolean;
};

type Around = { readonly width: number; readonly isCovered: boolean };

/** The cursor, the mark and a blank: each is one character. */
const marginColumns = 3;
const glyphs = new Set(Object.values(statusInfo).map(({ glyph }) => glyph));
const titles = new Set(columnIds.flatMap(id => [columnInfo[id].title, columnInfo[id].narrow?.title ?? '']));

/** Below the heading: rows, and what is said below them. */
export function readList([heading = '', ...lines]: readonly string[], around: Around): ListPlace | undefined {
  const first = / *(\S+(?: \S+)?)/u.exec(heading)?.[1] ?? '';
  if (/^ +(?:STATE +)?RUNS +/u.test(heading) && heading.includes('ERROR'))
    return groupsOf(heading, lines, around);
  return heading.startsWith(' ') && titles.has(first.replace(/^← */u, ''))
    ? runsOf(heading, lines, around)
    : undefined;
}

function runsOf(heading: string, lines: readonly string[], around: Around): ListPlace {
  const hasStatus = /^(?: {3}| ← )(?:STATUS\b| {3}\S)/u.test(heading);
  const isRow = (line: string) => /^[ ▌▏][ •] /u.test(line) && glyphs.has(line.charAt(marginColumns));
  return { of: 'runs', heading, hasStatus, ...around, ...splitRows(lines, isRow) };
}

function groupsOf(heading: string, lines: readonly string[], around: Around): ListPlace {
  const end = heading.indexOf('RUNS') + 'RUNS'.length;
  const isRow = (line: string) =>
    /^[ ▌▏][ +] /u.test(line) && /(?:^|\s)[\d,]+$/u.test(sliceLine(line, 0, end));
  return { of: 'groups', heading, hasStatus: false, ...around, ...splitRows(lines, isRow) };
}

function splitRows(lines: readonly string[], isRow: (line: string) => boolean) {
  const length = lines.findIndex(line => !isRow(line));
  const count = length < 0 ? lines.length : length;
  const rows = lines.slice(0, count).map(line => ({ line, isSelected: /^[▌▏]/u.test(line) }));
  const below = lines.slice(count);
  const after = below.map(line => line.trim()).filter(line => line !== '');
  return { rows, after, hasRoom: below.some(line => line.trim() === '') };
}

/** The column below a title: from its first letter up to the title behind it, or the end. */
export function cellsBelow(
  { heading, width }: Pick<ListPlace, 'heading' | 'width'>,
  title: string,
): Cell | undefined {
  const at = heading.search(new RegExp(`(?<= {2}|^)${title}(?= {2}|$)`, 'u'));
  if (at < 0) return undefined;
  const behind = / {2,}(?=\S)/u.exec(heading.slice(at));
  const isLast = !behind || heading.slice(at).slice(behind.index).trimStart().startsWith('+');
  return { title, from: at, to: isLast ? width : at + behind.index + behind[0].length - 2 };
}

export function textIn(row: ListRow, { from, to }: Cell): string {
  return sliceLine(row.line, from, to).trimEnd();
}

/** The glyph of a row with a status, and the words beside it where there is room for them. */
export function statusOf(
  { line }: ListRow,
  { heading }: ListPlace,
): { readonly glyph: string; readonly words: string } {
  const [words = ''] = line.slice(marginColumns + 2).split('  ');
  const hasWords = /^ +STATUS\b/u.test(heading);
  return { glyph: line.charAt(marginColumns), words: hasWords ? words.trimEnd() : '' };
}
