import { describeErrorInRow } from '../../model/report/describe-error.ts';
import type { Span } from '../../model/run.ts';
import { formatClock, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import type { LogNode, SpanNode } from '../../state/detail/outline/outline-node.ts';
import { type TimeWindow, type TraceView, wholeTime } from '../../state/detail/trace/trace-view.ts';
import type { Theme } from '../theme.ts';
import { barText } from './bar-text.ts';
import type { Paint, Piece } from './pieces.ts';

/** The widths of the names and the bars of a waterfall. A deeper span is not indented any further. */
export type WaterfallColumns = {
  readonly names: number;
  readonly bars: number;
  readonly mostIndent: number;
};

const signColumns = 4;
const leastName = 10;
const short = { maxLength: 300 };

export function waterfallColumns(width: number): WaterfallColumns {
  const names = Math.max(16, Math.min(44, Math.floor(width * 0.34)));
  const words = Math.max(9, Math.min(26, Math.floor(width * 0.22)));
  const bars = Math.max(4, width - names - signColumns - words);
  return { names, bars, mostIndent: names - leastName };
}

/** The time range of the bars: the zoomed window, or the whole trace, up to now while a span is open. */
export function shownTime({ index, zoom }: TraceView, now: number): TimeWindow {
  if (zoom) return zoom;
  const whole = wholeTime(index);
  return index.hasOpenSpans ? { from: whole.from, to: Math.max(whole.to, now) } : whole;
}

/** One span of the waterfall, after `before` columns of indent. */
export function spanPieces(
  node: SpanNode,
  before: number,
  columns: WaterfallColumns,
  time: TimeWindow,
  now: number,
  theme: Theme,
): readonly Piece[] {
  const { span, reveal } = node;
  const room = columns.names - before;
  const name = truncateText(safeLine(span.name, { ...short, reveal }), room);
  const failed = span.status === 'error';
  const isOpen = span.endAt === undefined;
  const endAt = Math.max(span.startAt, span.endAt ?? now);
  const bar = barText({ from: span.startAt, to: endAt, isOpen }, time, columns.bars);
  const paint: Paint = failed ? theme.error : isOpen ? text => theme.status('running', text) : theme.info;
  const duration = formatDuration(endAt - span.startAt);
  const failure = failed ? safeLine(errorText(span), { ...short, reveal }) : '';
  return [
    { text: name, paint: failed ? theme.error : undefined },
    { text: ' '.repeat(Math.max(0, room - displayWidth(name))) },
    { text: failed ? ' ✖  ' : '    ', paint: theme.error },
    { text: bar.before },
    { text: bar.text, paint },
    { text: ` ${duration}${isOpen ? ', open' : ''}` },
    { text: failure === '' ? '' : `  ${failure}`, paint: theme.error },
  ];
}

const nameKeys = ['error.type', 'exception.type', 'error.name'];
const messageKeys = ['exception.message', 'error.message'];

/** The error, from OpenTelemetry's and other common attributes. */
function errorText({ attributes, events }: Span): string {
  const exception = events.find(event => event.name === 'exception')?.attributes ?? {};
  const firstOf = (keys: readonly string[]) =>
    [attributes, exception]
      .flatMap(source => keys.map(key => source[key]))
      .find(value => typeof value === 'string');
  return describeErrorInRow({ name: firstOf(nameKeys), message: firstOf(messageKeys) });
}

export function logPieces({ log, reveal, isDim }: LogNode, theme: Theme): readonly Piece[] {
  const level = safeLine(log.level, { maxLength: 20, reveal });
  return [
    { text: `· ${formatClock(log.at)} `, paint: theme.dim },
    { text: `${level.padEnd(5)} `, paint: levelPaint(level, theme) },
    { text: safeLine(log.message, { maxLength: 1000, reveal }), paint: isDim ? theme.dim : undefined },
  ];
}

function levelPaint(level: string, theme: Theme): Paint | undefined {
  const word = level.toLowerCase();
  if (word === 'error' || word === 'fatal') return theme.error;
  if (word.startsWith('warn')) return theme.warning;
  return theme.dim;
}
