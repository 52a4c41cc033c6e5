import { describeErrorInRow } from '../../model/report/describe-error.ts';
import type { Span } from '../../model/run.ts';
import { formatDuration } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { spanEndAt } from '../../model/trace/span-end.ts';
import { formatSlowness } from '../../model/usual/slowness.ts';
import type { SpanNode } from '../../state/detail/outline/outline-node.ts';
import type { ArrangedTrace } from '../../state/detail/trace/arranged-trace.ts';
import type { Theme } from '../theme.ts';
import { barPieces } from './bar-pieces.ts';
import { namePieces } from './name-pieces.ts';
import type { Paint, Piece } from './pieces.ts';
import type { WaterfallLook } from './waterfall-look.ts';

const short = { maxLength: 300 };

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
export function spanPieces(node: SpanNode, before: number, look: WaterfallLook): readonly Piece[] {
  const { span, trace, reveal } = node;
  const { now, theme } = look;
  const failed = span.status === 'error';
  const end = endOf(span, trace);
  const endAt = spanEndAt(span, end === 'running' ? now : trace.openEndAt);
  const isCritical = look.criticalPath?.has(span.id) === true;
  const bar = { from: span.startAt, to: endAt, isOpen: end !== 'recorded', isHeavy: isCritical };
  const duration = formatDuration(endAt - span.startAt);
  const words = { recorded: duration, running: `${duration}, open`, missing: 'never ended' }[end];
  const failure = failed ? safeLine(errorText(span), { ...short, reveal }) : '';
  const times = look.slow?.get(span.id);
  const facts = [
    { text: times === undefined ? '' : `${formatSlowness(times)} usual`, paint: theme.warning },
    { text: failure, paint: theme.error },
  ];
  return [
    ...namePieces(safeLine(span.name, { ...short, reveal }), { failed, isCritical }, before, look),
    ...barPieces({ ...bar, paint: failed ? theme.error : barPaint(end, theme) }, words, facts, look),
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
