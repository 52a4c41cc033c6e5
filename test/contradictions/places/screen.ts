import { smallestSize } from '../../../src/screen/shell/layout.ts';
import { lineWidth } from './columns.ts';
import { type DetailPlace, isTabsLine, readDetail } from './detail.ts';
import { type Dialog, readDialog } from './dialog.ts';
import { type ListPlace, readList } from './list.ts';
import { dividerColumn, leftOf, rightOf } from './panes.ts';

export type ScreenKind = 'list' | 'detail' | 'compare' | 'covered';

/** The places of a frame. What a dialog lies over is not read. */
export type Screen = {
  readonly columns: number;
  /** Absent in a frame of an open run alone, and where a dialog lies over it. */
  readonly header?: string;
  /** What has the screen below the header; `covered` where a dialog lies over what tells it. */
  readonly kind: ScreenKind;
  /** The views and the place. */
  readonly strip?: string;
  /** Whether a filter is kept or typed. */
  readonly filter?: 'kept' | 'typed';
  readonly list?: ListPlace;
  readonly detail?: DetailPlace;
  /** Two compared runs: their heads, the tree and the footer. */
  readonly compare?: readonly string[];
  readonly dialog?: Dialog;
  /** The message above the hints. */
  readonly notices: readonly string[];
  readonly hints?: string;
};

const headerPattern = /^ runlens {2}\S/u;

/** `undefined` for what is no frame, such as a shell; of a part of one, only the header is read. */
export function readScreen(frame: readonly string[], columns = widestOf(frame)): Screen | undefined {
  const [first = '', second = ''] = frame;
  const dialog = readDialog(frame);
  const hasHeader = headerPattern.test(first);
  if (!hasHeader && dialog?.top !== 0) return isTabsLine(second) ? openRunAlone(frame, columns) : undefined;
  const header = hasHeader ? first.trimEnd() : undefined;
  if (frame.length < smallestSize.rows) return { columns, header, kind: 'covered', notices: [] };
  const kind = kindOf(frame, dialog);
  const notices = noticesOf(frame, kind);
  const below = frame.slice(1, frame.length - 1 - notices.length);
  const base = { columns, header, kind, dialog, notices, hints: frame.at(-1)?.trimEnd() ?? '' };
  if (kind === 'compare') return { ...base, compare: dialog ? undefined : below };
  if (kind === 'detail') return { ...base, detail: dialog ? undefined : readDetail(below, columns) };
  return kind === 'list' ? { ...base, ...readListScreen(below, base) } : base;
}

function openRunAlone(frame: readonly string[], columns: number): Screen {
  return { columns, kind: 'detail', notices: [], detail: readDetail(frame, columns) };
}

/** The header ends a column before the end of its line. */
function widestOf(frame: readonly string[]): number {
  return Math.max(...frame.map(line => lineWidth(line.trimEnd())), lineWidth(frame[0]?.trimEnd() ?? '') + 1);
}

function kindOf([, first = '', second = '']: readonly string[], dialog: Dialog | undefined): ScreenKind {
  if (dialog && dialog.top <= 2) return 'covered';
  if (isTabsLine(second)) return 'detail';
  return first.startsWith(' a ') && second.startsWith(' b ') ? 'compare' : 'list';
}

function readListScreen(
  below: readonly string[],
  { columns, dialog, hints }: Pick<Screen, 'columns' | 'dialog' | 'hints'>,
) {
  const [strip = '', ...rest] = below;
  const filter = filterOf(rest, hints ?? '');
  const pane = rest.slice(filter === undefined ? 0 : filter === 'typed' ? 2 : 1);
  const base = { strip: strip.trimEnd(), filter };
  const divider = dividerColumn(pane, columns);
  const width = divider ?? columns;
  const isCovered = dialog !== undefined;
  const seen = dialog ? pane.slice(0, Math.max(0, dialog.top - 1 - (below.length - pane.length))) : pane;
  const list = readList(divider === undefined ? seen : leftOf(seen, divider), { width, isCovered });
  if (divider === undefined || isCovered) return { ...base, list };
  return { ...base, list, detail: readDetail(rightOf(pane, divider), columns - divider - 1) };
}

function filterOf([line = '']: readonly string[], hints: string): Screen['filter'] {
  if (!line.startsWith(' / ')) return undefined;
  return hints.startsWith(' Tab complete') ? 'typed' : 'kept';
}

const mostNotices = 6;

/** The lines above the hints that begin in the second column, where rows have a mark and a blank. */
function noticesOf(frame: readonly string[], kind: ScreenKind): readonly string[] {
  const above = frame.slice(0, -1);
  const isNotice = (line: string) => /^ \S/u.test(line) && !/^ [•+╭╰│] /u.test(line) && !hasPlace(line, kind);
  const others = above.findLastIndex(line => !isNotice(line));
  const notices = above.slice(others + 1);
  return notices.length > mostNotices ? [] : notices.map(line => line.trim());
}

/** The footer of an open run ends with the cursor's place. */
function hasPlace(line: string, kind: ScreenKind): boolean {
  if (kind === 'detail') return /(?:^| )[\d,]+\/[\d,]+$/u.test(line.trimEnd());
  return kind === 'compare' && / {2}(?:\S.*)?\bdifferences?\b[^·]*(?: · .*)?$/u.test(line.trimEnd());
}
