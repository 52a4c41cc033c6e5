import { formatCount } from '../../model/text/formats.ts';
import { type DetailState, type DetailTab, detailTabs } from '../../state/detail/detail.ts';
import { failures } from '../../state/detail/trace-order.ts';
import type { Theme } from '../theme.ts';
import { joinPieces, type Piece, piecesWidth } from './pieces.ts';

const titles: Readonly<Record<DetailTab, string>> = {
  overview: '1 Overview',
  metadata: '2 Metadata',
  trace: '3 Trace',
};

/** The tabs, what the trace holds, and at the right end what can be switched here. */
export function tabsLine(detail: DetailState, width: number, theme: Theme): string {
  const tabs = detailTabs.flatMap((tab): readonly Piece[] =>
    tab === detail.tab
      ? [{ text: `[${titles[tab]}]`, paint: theme.accent }, { text: '  ' }]
      : [{ text: titles[tab], paint: theme.dim }, { text: '  ' }],
  );
  const isWaterfall = detail.tab === 'trace' && !detail.trace.isRaw;
  const right: readonly Piece[] = isWaterfall
    ? [{ text: failures(detail.trace.index).length > 0 ? 'e next error · r raw' : 'r raw', paint: theme.dim }]
    : formatSwitch(detail, theme);
  const summary: readonly Piece[] = detail.tab === 'trace' ? [{ text: ` ${traceSummary(detail)}` }] : [];
  const variants = [
    [...summary, gap, ...right],
    ...(isWaterfall ? [[...summary, gap]] : []),
    [gap, ...right],
  ];
  const left = [{ text: ' ' }, ...tabs];
  for (const rest of variants) {
    const room = width - 1 - piecesWidth(left) - piecesWidth(rest);
    if (room >= 0) return joinPieces(fill([...left, ...rest], room), width);
  }
  return joinPieces([...left, ...summary], width);
}

const gap: Piece = { text: '' };

function fill(pieces: readonly Piece[], room: number): readonly Piece[] {
  return pieces.map(piece => (piece === gap ? { text: ' '.repeat(room) } : piece));
}

/** The format in force in capitals, so that it is told without colour. */
function formatSwitch({ look }: DetailState, theme: Theme): readonly Piece[] {
  const isJson = look.format === 'json';
  return [
    { text: isJson ? 'JSON' : 'json', paint: isJson ? theme.accent : theme.dim },
    { text: '  ' },
    { text: isJson ? 'yaml' : 'YAML', paint: isJson ? theme.dim : theme.accent },
  ];
}

function traceSummary({ trace }: DetailState): string {
  const { index, totals, phase } = trace;
  const failed = failures(index).length;
  const counts = [
    plural(index.spans.length, 'span'),
    plural(index.logs.length, 'log'),
    ...(failed > 0 ? [plural(failed, 'error')] : []),
  ];
  const view = trace.isRaw ? 'raw' : 'waterfall';
  if (phase === 'unread') return view;
  const words = [view, ...counts].join(' · ');
  return phase === 'reading' && totals ? `${words} · reading ${formatCount(totals.spans)}` : words;
}

function plural(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;
}
