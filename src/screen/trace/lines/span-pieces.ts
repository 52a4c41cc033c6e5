import { describeErrorInRow } from '../../../model/report/describe-error.ts';
import { tokenWords } from '../../../model/report/usage-words.ts';
import type { Span } from '../../../model/run.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { callFacts } from '../../../model/trace/call-facts.ts';
import { spanEndAt } from '../../../model/trace/span-end.ts';
import { formatSlowness } from '../../../model/usual/slowness.ts';
import type { Paint, Piece } from '../../paint/pieces.ts';
import type { Theme } from '../../paint/theme.ts';
import type { SpanNode } from '../../run/outline/outline-node.ts';
import { openEndNow } from '../arranged-trace.ts';
import { barPieces } from './bar-pieces.ts';
import { sideOf } from './bar-text.ts';
import { namePieces } from './name-pieces.ts';
import { type SpanEnd, spanEnd, spanTimeWords } from './span-time.ts';
import type { WaterfallLook } from './waterfall-look.ts';

const short = { maxLength: 300 };

function barPaint(end: SpanEnd, theme: Theme): Paint {
  if (end === 'running') return text => theme.status('running', text);
  return end === 'missing' ? theme.warning : theme.info;
}

/** One span of the waterfall, after `before` columns of indent. */
export function spanPieces(node: SpanNode, before: number, look: WaterfallLook): readonly Piece[] {
  const { span, trace, reveal } = node;
  const { now, theme } = look;
  const failed = span.status === 'error';
  const end = spanEnd(span, trace);
  const endAt = spanEndAt(span, openEndNow(trace, now));
  const isCritical = look.criticalPath?.has(span.id) === true;
  const bar = { from: span.startAt, to: endAt, isOpen: end !== 'recorded', isHeavy: isCritical };
  const words = [sideOf(bar, look.time), spanTimeWords(node, look)].filter(Boolean).join(', ');
  const failure = failed ? safeLine(errorText(span), { ...short, reveal }) : '';
  const times = look.slownessOf(span.id);
  const facts = [
    { text: times === undefined ? '' : `${formatSlowness(times)} usual`, paint: theme.warning },
    { text: failure, paint: theme.error },
  ];
  const asides = callWords(span, failure).map(text => ({
    text: safeLine(text, { ...short, reveal }),
    paint: theme.dim,
  }));
  return [
    ...namePieces(safeLine(span.name, { ...short, reveal }), { failed, isCritical }, before, look),
    ...barPieces(
      { ...bar, paint: failed ? theme.error : barPaint(end, theme) },
      words,
      { facts, asides },
      look,
    ),
  ];
}

/** `HTTP 503`, `gpt-5-mini`, `1,204 in / 86 out`; without a code that the failure names. */
function callWords(span: Span, failure: string): readonly string[] {
  const { statusCode, grpcCode, model, inputTokens, outputTokens } = callFacts(span);
  const hasTokens = inputTokens !== undefined || outputTokens !== undefined;
  return [
    statusCode === undefined || failure.includes(String(statusCode)) ? '' : `HTTP ${statusCode}`,
    grpcCode === undefined ? '' : `gRPC ${grpcCode}`,
    model ?? '',
    hasTokens ? tokenWords(inputTokens, outputTokens) : '',
  ].filter(Boolean);
}

const nameKeys = ['error.type', 'exception.type', 'error.name'];
const messageKeys = ['exception.message', 'error.message', 'status.message'];

/** The error, from OpenTelemetry's and other common attributes. */
function errorText({ attributes, events }: Span): string {
  const exception = events.find(event => event.name === 'exception')?.attributes ?? {};
  const firstOf = (keys: readonly string[]) =>
    [attributes, exception]
      .flatMap(source => keys.map(key => source[key]))
      .find(value => typeof value === 'string');
  return describeErrorInRow({ name: firstOf(nameKeys), message: firstOf(messageKeys) });
}
