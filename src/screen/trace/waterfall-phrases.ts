import { memo } from '../../model/memo.ts';
import { describeErrorInRow } from '../../model/report/describe-error.ts';
import { tokenWords } from '../../model/report/usage-words.ts';
import type { Span } from '../../model/run.ts';
import { countOf, formatCount, formatDuration } from '../../model/text/formats.ts';
import { type SafeOptions, safeLine } from '../../model/text/safe-text.ts';
import { callFacts } from '../../model/trace/call-facts.ts';
import type { CriticalPath } from '../../model/trace/critical-path.ts';
import { errorOfSpan } from '../../model/trace/span-error.ts';
import { selfTimeMs, spanDurationMs, spanEndAt } from '../../model/trace/span-tree.ts';
import { formatSlowness } from '../../model/usual/usual.ts';
import type { Phrase } from '../paint/phrases.ts';
import { type Series, type SeriesFacts, seriesFacts, seriesTitle, timeOfSeries } from './child-rows.ts';
import { unnamed } from './trace-index.ts';
import { type ArrangedTrace, openEndNow, type SiblingOrder, sideOf, type TimeWindow } from './trace-view.ts';

export type ShownSpan = {
  readonly span: Span;
  readonly trace: ArrangedTrace;
  readonly position: number;
  readonly reveal: boolean;
};

export type ShownSeries = {
  readonly series: Series;
  readonly trace: ArrangedTrace;
  readonly reveal: boolean;
};

export type WaterfallContext = {
  readonly now: number;
  readonly width: number;
  /** The visible window; `whole`, unless it is zoomed. */
  readonly time: TimeWindow;
  readonly whole: TimeWindow;
  readonly slownessOf: (spanId: string) => number | undefined;
  /** Absent if every span is on it. */
  readonly criticalPath?: CriticalPath;
};

const short = { maxLength: 300 };

export function spanPhrases(shown: ShownSpan, context: WaterfallContext): readonly Phrase[] {
  const { span, reveal } = shown;
  const options = { ...short, reveal };
  const failed = span.status === 'error';
  const error = errorOfSpan(span);
  const side = sideOf(timeOfSpan(shown, context.now), context.time);
  const words = spanTimeWords(shown, context);
  const times = context.slownessOf(span.id);
  const failure = error ? safeLine(describeErrorInRow(error), options) : '';
  const phrases: Phrase[] = [
    {
      text: safeLine(span.name, options).trim() || unnamed,
      tone: failed ? 'error' : 'plain',
      isBold: context.criticalPath?.has(span.id),
    },
    { text: side === '' ? words : `${side}, ${words}`, gap: 1 },
  ];
  if (times !== undefined) {
    const brief = formatSlowness(times);
    phrases.push({ text: `${brief} usual`, brief, tone: 'warning', gap: 2 });
  }
  if (failure !== '') phrases.push({ text: failure, tone: 'error', gap: 2 });
  if (!hasAttributes(span)) return phrases;
  for (const text of callWords(span, failure, options))
    phrases.push({ text, tone: 'dim', gap: 2, isAside: true });
  return phrases;
}

/** Cheaper than listing the attributes. */
export function hasAttributes({ attributes }: Span): boolean {
  for (const _ in attributes) return true;
  return false;
}

type Period = TimeWindow & { readonly isOpen: boolean };

export function timeOfSpan({ span, trace }: ShownSpan, now: number): Period {
  const to = spanEndAt(span, openEndNow(trace, now));
  return { from: span.startAt, to, isOpen: spanEnd(span, trace) !== 'recorded' };
}

/** `HTTP 503` unless the failure names the code, `gpt-5-mini`, `1,204 in / 86 out`. */
function callWords(span: Span, failure: string, options: SafeOptions): readonly string[] {
  const { statusCode, grpcCode, model, inputTokens, outputTokens } = callFacts(span);
  const hasTokens = inputTokens !== undefined || outputTokens !== undefined;
  return [
    statusCode === undefined || failure.includes(String(statusCode)) ? '' : `HTTP ${statusCode}`,
    grpcCode === undefined ? '' : `gRPC ${grpcCode}`,
    model === undefined ? '' : safeLine(model, options),
    hasTokens ? tokenWords(inputTokens, outputTokens) : '',
  ].filter(Boolean);
}

export function seriesPhrases(shown: ShownSeries, context: WaterfallContext): readonly Phrase[] {
  const { trace, reveal } = shown;
  const facts = seriesFacts(shown);
  const { isOpen, ...time } = timeOfShownSeries(shown, context.now);
  const spread = spreadWords(facts, isOpen, trace.order);
  return [
    {
      text: seriesTitle(facts, reveal),
      tone: facts.failed > 0 ? 'error' : 'plain',
      isBold: isSeriesCritical(shown, context.criticalPath),
    },
    { text: [sideOf(time, context.time), spread].filter(Boolean).join(', '), gap: 1 },
  ];
}

export function timeOfShownSeries(shown: ShownSeries, now: number): Period {
  const { openEndAt } = shown.trace;
  const facts = seriesFacts(shown);
  const isOpen = facts.open > 0 && !Number.isFinite(openEndAt);
  return { ...timeOfSeries(facts, isOpen ? now : openEndAt), isOpen };
}

const answersOf = memo((_: CriticalPath) => new WeakMap<Series, boolean>());

export function isSeriesCritical({ series, trace }: ShownSeries, path: CriticalPath | undefined): boolean {
  if (!path) return false;
  const answers = answersOf(path);
  const found = answers.get(series) ?? series.items.some(item => path.has(trace.spans[item]?.id ?? ''));
  answers.set(series, found);
  return found;
}

/** `27ms median · 1 failed · 1 never ended · 1.2s longest`; `27ms median duration` beside self times. */
function spreadWords(facts: SeriesFacts, isRunning: boolean, order: SiblingOrder): string {
  const { medianMs, longestMs, failed, open, logs } = facts;
  const median = medianMs === undefined ? '' : formatDuration(medianMs);
  const longest = longestMs === undefined ? '' : formatDuration(longestMs);
  return [
    median === '' ? '' : `${median} median${order === 'self' ? ' duration' : ''}`,
    failed === 0 ? '' : `${formatCount(failed)} failed`,
    open === 0 ? '' : `${formatCount(open)} ${isRunning ? 'open' : 'never ended'}`,
    longest === median ? '' : `${longest} longest`,
    logs === 0 ? '' : countOf(logs, 'log'),
  ]
    .filter(Boolean)
    .join(' · ');
}

const leastForBoth = 90;

/** `missing`: the run ended, and the end of the span was not recorded. */
export function spanEnd({ endAt }: Span, { openEndAt }: ArrangedTrace): 'recorded' | 'running' | 'missing' {
  if (endAt !== undefined) return 'recorded';
  return Number.isFinite(openEndAt) ? 'missing' : 'running';
}

/** `1.2s`; `5.0s, open`; `never ended`; in the order of self times, `800ms self of 1.2s` or `800ms self`. */
function spanTimeWords({ span, position, trace }: ShownSpan, { now, width }: WaterfallContext): string {
  const openEndAt = openEndNow(trace, now);
  const duration = formatDuration(spanDurationMs(span, openEndAt));
  const end = spanEnd(span, trace);
  const words = { recorded: duration, running: `${duration}, open`, missing: 'never ended' }[end];
  if (trace.order !== 'self') return words;
  const self = formatDuration(selfTimeOf(trace, position, openEndAt));
  return self === words || width < leastForBoth ? `${self} self` : `${self} self of ${words}`;
}

type SpanPlace = Pick<ShownSpan, 'trace' | 'position'>;

/** `20ms self · 20ms of the critical path`; a span without children has no self time of its own. */
export function ownTimeWords({ trace, position }: SpanPlace, now: number, path?: CriticalPath): string {
  const openEndAt = openEndNow(trace, now);
  const pathMs = path?.get(trace.spans[position]?.id ?? '');
  const words = [];
  if (trace.children[position]) words.push(`${formatDuration(selfTimeOf(trace, position, openEndAt))} self`);
  if (pathMs !== undefined && Number.isFinite(pathMs))
    words.push(`${formatDuration(pathMs)} of the critical path`);
  return words.join(' · ');
}

const timesOf = memo((_: ArrangedTrace) => new Map<number, { openEndAt: number; ms: number }>());

function selfTimeOf(trace: ArrangedTrace, position: number, openEndAt: number): number {
  const ofTrace = timesOf(trace);
  const before = ofTrace.get(position);
  if (before?.openEndAt === openEndAt) return before.ms;
  const ms = selfTimeMs(trace, position, openEndAt);
  ofTrace.set(position, { openEndAt, ms });
  return ms;
}
