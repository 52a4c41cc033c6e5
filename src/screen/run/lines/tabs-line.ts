import { countOf, formatCount } from '../../../model/text/formats.ts';
import { joinPieces, type Piece, piecesWidth } from '../../paint/pieces.ts';
import type { Theme } from '../../paint/theme.ts';
import { keyOf } from '../../shell/keymap.ts';
import { failures } from '../../trace/trace-order.ts';
import type { TraceView } from '../../trace/trace-view.ts';
import type { DetailState } from '../detail-state.ts';
import { type DetailTab, detailTabs } from '../detail-tabs.ts';
import { shownPath } from '../row-context.ts';

const titles: Readonly<Record<DetailTab, string>> = {
  overview: '1 Overview',
  metadata: '2 Metadata',
  trace: '3 Trace',
};

/** The tabs, a summary of the trace, and the format or the waterfall's keys at the right. */
export function tabsLine(detail: DetailState, width: number, theme: Theme): string {
  const tabs = detailTabs.flatMap((tab): readonly Piece[] =>
    tab === detail.tab
      ? [{ text: `[${titles[tab]}]`, paint: theme.accent }, { text: '  ' }]
      : [{ text: titles[tab], paint: theme.dim }, { text: '  ' }],
  );
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
    if (room >= (rest.length > 2 ? leastGap : 0)) return joinPieces(fill([...left, ...rest], room), width);
  }
  return joinPieces(left, width);
}

const leastGap = 2;
const gap: Piece = { text: '' };

function fill(pieces: readonly Piece[], room: number): readonly Piece[] {
  return pieces.map(piece => (piece === gap ? { text: ' '.repeat(room) } : piece));
}

/** The current format is in capitals, to be distinguishable without colour. */
function formatSwitch({ look }: DetailState, theme: Theme): readonly Piece[] {
  const isJson = look.format === 'json';
  return [
    { text: isJson ? 'JSON' : 'json', paint: isJson ? theme.accent : theme.dim },
    { text: '  ' },
    { text: isJson ? 'yaml' : 'YAML', paint: isJson ? theme.dim : theme.accent },
  ];
}

/** The summary of the trace, shorter and shorter. */
function traceSummaries(detail: DetailState): readonly string[] {
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
