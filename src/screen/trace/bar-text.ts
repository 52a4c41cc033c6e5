import type { TimeWindow } from './trace-view.ts';

export type Bar = TimeWindow & {
  readonly isOpen: boolean;
  /** Drawn with heavy lines: terminals that draw lines themselves have no bold ones. */
  readonly isHeavy?: boolean;
};

const light = { first: '├', line: '─', last: '┤', only: '│' };
const heavy = { first: '┣', line: '━', last: '┫', only: '┃' };

/** On which side of a window of time a period is that it does not show; empty for one that it shows. */
export function sideOf({ from, to }: TimeWindow, window: TimeWindow): 'earlier' | 'later' | '' {
  if (window.to <= window.from) return '';
  if (to < window.from) return 'earlier';
  return from > window.to ? 'later' : '';
}

type BarText = { readonly before: string; readonly text: string };

/**
 * A period as `├───┤`, or `┣━━━┫`, on an axis of `columns` that shows a window of time; at least one column
 * wide. An open period ends in `>`; `‹` and `›` mark where it continues outside the window.
 */
export function barText(bar: Bar, window: TimeWindow, columns: number): BarText {
  const span = window.to - window.from;
  const toColumn = (at: number) => (span <= 0 ? 0 : ((at - window.from) / span) * columns);
  const side = sideOf(bar, window);
  if (side === 'earlier') return { before: '', text: '‹' };
  if (side === 'later') return { before: ' '.repeat(columns - 1), text: '›' };
  const start = clamp(Math.floor(toColumn(bar.from)), 0, columns - 1);
  const end = span <= 0 ? columns : clamp(Math.round(toColumn(bar.to)), start + 1, columns);
  const signs = bar.isHeavy ? heavy : light;
  const first = bar.from < window.from ? '‹' : signs.first;
  const last = bar.isOpen ? '>' : bar.to > window.to ? '›' : signs.last;
  const length = end - start;
  const text = length === 1 ? single(first, last, signs) : first + signs.line.repeat(length - 2) + last;
  return { before: ' '.repeat(start), text };
}

function single(first: string, last: string, signs: typeof light): string {
  if (last !== signs.last) return last;
  return first === signs.first ? signs.only : first;
}

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.max(low, Math.min(high, value)) : low;
}
