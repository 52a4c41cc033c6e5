import { describeErrorInRow } from '../../model/report/describe-error.ts';
import type { Span } from '../../model/run.ts';
import { formatClock, formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { spanEndAt } from '../../model/trace/span-end.ts';
import type { LogNode, SpanNode } from '../../state/detail/outline/outline-node.ts';
import type { ArrangedTrace } from '../../state/detail/trace/arranged-trace.ts';
import { type TimeWindow, wholeTime } from '../../state/detail/trace/trace-view.ts';
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

/** The time range of the bars: the zoomed window, or the whole trace, up to now while a span runs. */
export function shownTime(trace: ArrangedTrace, zoom: TimeWindow | undefined, now: number): TimeWindow {
  if (zoom) return zoom;
  const whole = wholeTime(trace);
  const isRunning = trace.hasOpenSpans && !Number.isFinite(trace.openEndAt);
  return isRunning ? { from: whole.from, to: Math.max(whole.to, now) } : whole;
}

/** How a span ended: `missing` when its run ended without it. */
type SpanEnd = 'recorded' | 'running' | 'missing';

function endOf({ endAt }: Span, { openEndAt }: ArrangedTrace): SpanEnd {
  if (endAt !== undefined) return 'recorded';
  return Number.isFinite(openEndAt) ? 'missing' : 'running';
}

function barPaint(end: SpanEnd, theme: Theme): Paint {
  if (end === 'running') return text => theme.status('running', text);
  return end === 'missing' ? theme.warning : theme.info;
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
  const { span, trace, reveal } = node;
  const room = columns.names - before;
  const name = truncateText(safeLine(span.name, { ...short, reveal }), room);
  const failed = span.status === 'error';
  const end = endOf(span, trace);
  const endAt = spanEndAt(span, end === 'running' ? now : trace.openEndAt);
  const bar = barText({ from: span.startAt, to: endAt, isOpen: end !== 'recorded' }, time, columns.bars);
  const duration = formatDuration(endAt - span.startAt);
  const words = { recorded: duration, running: `${duration}, open`, missing: 'never ended' }[end];
  const failure = failed ? safeLine(errorText(span), { ...short, reveal }) : '';
  return [
    { text: name, paint: failed ? theme.error : undefined },
    { text: ' '.repeat(Math.max(0, room - displayWidth(name))) },
    { text: failed ? ' ✖  ' : '    ', paint: theme.error },
    { text: bar.before },
    { text: bar.text, paint: failed ? theme.error : barPaint(end, theme) },
    { text: ` ${words}` },
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
