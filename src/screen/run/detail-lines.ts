import { isActive } from '../../model/status.ts';
import { countOf, countOrMore, formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, sliceColumns } from '../../model/text/width.ts';
import { cursorMark, idleMark, joinPieces, type Piece, piecesWidth, type Theme } from '../paint/theme.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { keyOf } from '../shell/keymap.ts';
import type { PaneSize } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { withoutAddress } from '../shell/status-lines.ts';
import { failures } from '../trace/trace-order.ts';
import type { TraceView } from '../trace/trace-view.ts';
import { timeAxis, waterfallColumns } from '../trace/waterfall-pieces.ts';
import {
  activePane,
  type DetailState,
  type DetailTab,
  detailTabs,
  hasAxis,
  paneSize,
  rowContext,
  settleDetail,
  shownNowInRun,
  shownPath,
} from './detail-state.ts';
import { hitWords } from './find/search.ts';
import { focusOf } from './focus.ts';
import { keysAlong, type Row, rowAt } from './outline/open-tree.ts';
import { hiddenSecrets } from './outline/payload-size.ts';
import { type RowLook, rowLines } from './rows/row-lines.ts';
import { runLine } from './run-line.ts';

/** Exactly `height` lines. `isErrorShown`: whether the status line reports the error. */
export function detailLines(
  detail: DetailState,
  box: PaneSize,
  now: number,
  theme: Theme,
  isErrorShown = false,
): readonly string[] {
  const settled = settleDetail(detail, box);
  const context = rowContext(settled, box.width, now);
  const look = { ...context, columns: waterfallColumns(settled.trace.index, context), theme, isErrorShown };
  const lines = [
    runLine(context.summary, box.width, now, theme, settled.look.reveal),
    tabsLine(settled, look),
    ...(hasAxis(settled, box) ? [timeAxis(look)] : []),
    ...paneLines(settled, paneSize(settled, box), look),
    footerLine(settled, look),
  ];
  return lines.slice(0, box.height);
}

type DetailLook = RowLook & { readonly isErrorShown: boolean };

function paneLines(detail: DetailState, size: PaneSize, look: DetailLook): readonly string[] {
  const pane = activePane(detail);
  const found = detail.search?.text ?? '';
  const lines: string[] = pane.root.rows === 0 ? [...emptyLines(detail, look)] : [];
  for (let at = pane.top.row; lines.length < size.height; at += 1) {
    const row = rowAt(pane.root, at);
    if (!row) break;
    const hit = at === pane.cursor ? currentHit(detail, row) : undefined;
    const drawn = rowLines(row, { hasCursor: at === pane.cursor, found, hit }, look);
    lines.push(...(at === pane.top.row ? drawn.slice(pane.top.skip) : drawn));
  }
  while (lines.length < size.height) lines.push('');
  return lines.slice(0, size.height);
}

function currentHit(detail: DetailState, row: Row): number | undefined {
  const { search } = detail;
  const match = search?.current === undefined ? undefined : search.matches[search.current];
  const isHere = match?.keys.join('\n') === keysAlong(activePane(detail).root, row.path).join('\n');
  return isHere ? search?.hit : undefined;
}

function emptyLines(detail: DetailState, { width, theme, isErrorShown }: DetailLook): readonly string[] {
  return wrapText(emptyWords(detail, isErrorShown), width - 4).map(text =>
    joinPieces([{ text: '   ' }, { text, paint: theme.dim }], width),
  );
}

function emptyWords({ error, run, trace, tab, summary }: DetailState, isErrorShown: boolean): string {
  if (error && trace.phase !== 'read') {
    const unread = `${run ? 'The trace' : 'This run'} could not be read`;
    return isErrorShown ? `${unread} yet.` : safeLine(`${unread}: ${error.message}`, { maxLength: 1000 });
  }
  if (tab !== 'trace') return 'Reading the run…';
  if (trace.phase !== 'read') return 'Reading the trace…';
  return isActive(summary)
    ? 'No trace has been recorded yet. Not every run has one.'
    : 'No trace was recorded for this run. That is normal: not every run has one.';
}

/** The cursor is thin while the table beside the detail has the focus. */
export function openRunLines(state: State, size: PaneSize, theme: Theme): readonly string[] {
  if (!state.detail) return [];
  const now = shownNowInRun(state);
  const lines = detailLines(state.detail, size, now, themeFor(state, theme), isErrorShown(state));
  if (state.screen === 'detail') return lines;
  const cursor = theme.accent(cursorMark);
  return lines.map(line => (line.startsWith(cursor) ? `${idleMark}${line.slice(cursor.length)}` : line));
}

function isErrorShown({ detail, store: { link }, list }: State): boolean {
  if (!detail?.error) return false;
  const { kind } = detail.error;
  if (link.type === 'stale') return link.error.kind === kind;
  return list.missing.some(({ target, error }) => target === detail.summary.target && error.kind === kind);
}

/** Links no files for a remote target, whose paths are those of other machines. */
function themeFor({ store: { target } }: State, theme: Theme): Theme {
  return target.isRemote && theme.links.hasFiles
    ? { ...theme, links: { ...theme.links, hasFiles: false } }
    : theme;
}

export const tabTitles: Readonly<Record<DetailTab, string>> = {
  overview: '1 Overview',
  metadata: '2 Metadata',
  trace: '3 Trace',
};

function tabsLine(detail: DetailState, { width, theme }: DetailLook): string {
  const tabs = detailTabs.flatMap((tab): readonly Piece[] => {
    const isShown = tab === detail.tab;
    const text = isShown ? `[${tabTitles[tab]}]` : tabTitles[tab];
    return [{ text, paint: isShown ? theme.accent : theme.dim }, { text: '  ' }];
  });
  const isWaterfall = detail.tab === 'trace' && !detail.trace.isRaw;
  const right: readonly Piece[] = isWaterfall
    ? [{ text: waterfallKeys(detail), paint: theme.dim }]
    : formatSwitch(detail, theme);
  const summaries = detail.tab === 'trace' ? traceSummaries(detail).map(text => ({ text: ` ${text}` })) : [];
  const variants = [
    ...summaries.flatMap(summary => [[summary, gap, ...right], ...(isWaterfall ? [[summary, gap]] : [])]),
    [gap, ...right],
  ];
  const left = [{ text: ' ' }, ...tabs];
  for (const rest of variants) {
    const room = width - 1 - piecesWidth(left) - piecesWidth(rest);
    if (room < (rest.length > 2 ? leastGap : 0)) continue;
    const filled = rest.map(piece => (piece === gap ? { text: ' '.repeat(room) } : piece));
    return joinPieces([...left, ...filled], width);
  }
  return joinPieces(left, width);
}

const leastGap = 2;
const gap: Piece = { text: '' };

/** The current format is in capitals, which show without colour, too. */
function formatSwitch({ look }: DetailState, theme: Theme): readonly Piece[] {
  const isJson = look.format === 'json';
  return [
    { text: isJson ? 'JSON' : 'json', paint: isJson ? theme.accent : theme.dim },
    { text: '  ' },
    { text: isJson ? 'yaml' : 'YAML', paint: isJson ? theme.dim : theme.accent },
  ];
}

export function traceSummaries(detail: DetailState): readonly string[] {
  const { trace } = detail;
  const { index, totals, phase } = trace;
  const view = trace.isRaw ? 'raw' : ['waterfall', ...orderWords(trace)].join(' ');
  if (phase === 'unread') return [view];
  const failed = failures(index).length;
  const spans = countOf(index.spans.length, 'span');
  const errors = failed > 0 ? [countOf(failed, 'error')] : [];
  const reading = phase === 'reading' && totals ? [`reading ${formatCount(totals.spans)}`] : [];
  const logs = countOf(index.logs.length, 'log');
  const order = trace.isRaw ? [] : orderWords(trace);
  const path = shownPath(detail) && !trace.isRaw ? ['━ critical path'] : [];
  return [
    [view, spans, logs, ...errors, ...reading, ...path],
    [view, spans, logs, ...errors, ...reading],
    [...order, spans, ...errors, ...reading, ...path],
    [...order, spans, ...errors, ...reading],
    ...(order.length > 0 ? [[...order, ...errors], order] : []),
  ].map(words => words.join(' · '));
}

function orderWords({ order }: TraceView): readonly string[] {
  return { start: [], duration: ['by duration'], self: ['by self time'] }[order];
}

function waterfallKeys({ trace }: DetailState): string {
  const raw = `${keyOf('raw')} raw`;
  return failures(trace.index).length > 0 ? `${keyOf('next-error')} next error · ${raw}` : raw;
}

function footerLine(detail: DetailState, look: DetailLook): string {
  const { width, theme } = look;
  const left = errorPieces(detail, look) ?? noticePieces(detail, theme);
  const { cursor, root } = activePane(detail);
  const place = root.rows > 0 ? `${formatCount(cursor + 1)}/${formatCount(root.rows)}` : '';
  const path = focusOf(detail)?.path ?? '';
  const room = width - 1 - piecesWidth(left) - place.length - 4;
  const shownPath = displayWidth(path) <= room ? path : endOf(path, Math.max(0, room));
  const right: readonly Piece[] = [
    { text: shownPath },
    { text: shownPath === '' || place === '' ? '' : '  ' },
    { text: place, paint: theme.dim },
  ];
  const gap = width - 1 - piecesWidth(left) - piecesWidth(right);
  return joinPieces(gap < 1 ? left : [...left, { text: ' '.repeat(gap) }, ...right], width);
}

/** The end of a path is its most specific part. */
function endOf(path: string, columns: number): string {
  if (columns < 6) return '';
  const all = displayWidth(path);
  return `…${sliceColumns(path, all - columns + 1, all)}`;
}

function searchWords({ search }: DetailState): string {
  if (!search || search.text === '') return '';
  return `/${safeLine(search.text, { maxLength: 30 })}: ${hitWords(search)}`;
}

function errorPieces(
  { error, run }: DetailState,
  { width, theme, isErrorShown }: DetailLook,
): readonly Piece[] | undefined {
  if (!error) return undefined;
  if (isErrorShown) return run ? undefined : [];
  const hint = error.hint === undefined ? '' : ` · ${error.hint}`;
  const whole = ` ✖ ${safeLine(error.message + hint, { maxLength: 500 })}`;
  const short = ` ✖ ${safeLine(withoutAddress(error.message) + hint, { maxLength: 500 })}`;
  return [{ text: displayWidth(whole) < width ? whole : short, paint: theme.error }];
}

function noticePieces(detail: DetailState, theme: Theme): readonly Piece[] {
  const { run } = detail;
  if (!run) return [{ text: ' reading…', paint: theme.dim }];
  const words = [searchWords(detail), ...paneNotes(detail)].filter(word => word !== '');
  return [{ text: words.length > 0 ? ` ${words.join(' · ')}` : '', paint: theme.warning }];
}

export function paneNotes(detail: DetailState): readonly string[] {
  const { isAtLeast, count } = hiddenSecrets(detail);
  return [
    activePane(detail).isUnfoldedInPart ? 'unfolded in part: there is too much' : '',
    count > 0 ? `${countOrMore(count, isAtLeast, 'secret')} hidden · ${keyOf('reveal')} reveal` : '',
    detail.look.reveal ? `secrets shown · ${keyOf('reveal')} mask` : '',
  ].filter(word => word !== '');
}
