import type { Run, Span, Step, Trace } from '../../run.ts';
import { isActive } from '../../status.ts';
import { countOf, formatCount, formatDuration } from '../../text/formats.ts';
import { statusCodeOf } from '../../trace/call-facts.ts';
import { errorOfSpan } from '../../trace/span-error.ts';
import { spanDurationMs, spanEndAt } from '../../trace/span-tree.ts';
import { timeTicks } from '../../trace/time-ticks.ts';
import { describeErrorInRow } from '../describe-error.ts';
import { chooseSpans, type DrawnSpan } from './drawn-spans.ts';
import { type Html, html, section } from './html.ts';

const mostDrawn = 500;
/** Larger traces open only failed spans and the first level. */
const fewSpans = 60;
const openLevels = 1;
/** Deeper spans are siblings: browsers stop at about 500 nested elements. */
const deepestNested = 100;
const deepestIndent = 12;

/** In epoch ms; spans without an end are drawn to `openEndAt`. */
type Axis = { readonly from: number; readonly to: number; readonly openEndAt: number };

/** The trace of a run, else its steps, as bars over time. */
export function waterfallSection(run: Run, spanTotal: number, now: number): Html | undefined {
  const isOfSteps = (run.trace?.spans.length ?? 0) === 0;
  const spans = isOfSteps ? spansOfSteps(run.steps ?? []) : (run.trace?.spans ?? []);
  if (spans.length === 0) return undefined;
  const isRunning = isActive(run);
  const openEndAt = run.finishedAt ?? (isRunning ? now : lastTime(spans));
  const trace = chooseSpans(spans, { openEndAt, isActive: isRunning, most: mostDrawn });
  const axis = axisOf(spans, openEndAt);
  const total = Math.max(spanTotal, spans.length);
  const what = isOfSteps ? 'step' : 'span';
  const isAllOpen = trace.drawn <= fewSpans;
  const rows = trace.roots.map(one => spanRow(one, { axis, depth: 0, isAllOpen, isRunning }));
  return section('trace', isOfSteps ? 'Steps' : 'Trace', [
    html`<p class="note">${drawnText(trace.drawn, total, what)} ${isRunning ? undefined : legend}</p>`,
    html`<p class="tools" hidden><button type="button" id="unfold">Unfold all</button> <button type="button" id="fold">Fold all</button></p>`,
    html`<div class="waterfall" id="waterfall"><div class="axis" aria-hidden="true">${axisLine(axis)}</div>${rows}${leftOutRow(trace.leftOut, '', 0)}</div>`,
  ]);
}

function drawnText(drawn: number, total: number, what: 'step' | 'span'): string {
  if (drawn === total) return `${countOf(total, what)}.`;
  const which = 'those that failed, those that determined when the run ended, and the longest';
  return `${formatCount(drawn)} of ${countOf(total, what)} are drawn: ${which}.`;
}

/** The meaning of the colours; while a run goes on, nothing has determined its end. */
const legend = (
  [
    ['bad', 'failed'],
    ['critical', 'determined when the run ended'],
    ['usual', 'others'],
  ] as const
).map(
  ([name, words]) =>
    html`<span class="swatch"><svg width="12" height="10" aria-hidden="true"><rect class="${name}" width="12" height="10"/></svg> ${words}</span> `,
);

function spansOfSteps(steps: readonly Step[]): readonly Span[] {
  return steps.flatMap(({ id, parentId, name, type, status, attempt, startedAt, finishedAt, error }) =>
    startedAt === undefined
      ? []
      : {
          ...{ id, parentId, kind: type, startAt: startedAt, endAt: finishedAt, events: [] },
          name: attempt > 1 ? `${name}, attempt ${attempt}` : name,
          status: status === 'failed' ? ('error' as const) : ('ok' as const),
          attributes: error ? { 'exception.type': error.name, 'exception.message': error.message } : {},
        },
  );
}

function lastTime(spans: Trace['spans']): number {
  return spans.reduce((last, { startAt, endAt = startAt }) => Math.max(last, startAt, endAt), 0);
}

function axisOf(spans: readonly Span[], openEndAt: number): Axis {
  const from = spans.reduce((first, { startAt }) => Math.min(first, startAt), Number.POSITIVE_INFINITY);
  const to = spans.reduce((last, span) => Math.max(last, spanEndAt(span, openEndAt)), from);
  return { from, to: Math.max(to, from + 1), openEndAt };
}

/** As many columns as fit on a phone. */
const axisColumns = 40;

function axisLine({ from, to }: Axis): Html {
  const length = to - from;
  const ticks = timeTicks(0, length, axisColumns).filter(({ offsetMs }) => offsetMs < 0.95 * length);
  return html`<svg class="bar">${ticks.map(
    ({ offsetMs, label }) => html`<text x="${percent(offsetMs, length)}" y="11">${label}</text>`,
  )}</svg>`;
}

function percent(part: number, whole: number): string {
  return `${Number(((100 * part) / whole).toFixed(2))}%`;
}

type Place = {
  readonly axis: Axis;
  readonly depth: number;
  readonly isAllOpen: boolean;
  readonly isRunning: boolean;
};

function spanRow(drawn: DrawnSpan, place: Place): Html {
  const { inside, leftOut, hasFailure } = drawn;
  const { depth, isAllOpen } = place;
  const more = leftOutRow(leftOut, ' inside', depth + 1);
  const inner = inside.map(one => spanRow(one, { ...place, depth: depth + 1 }));
  if (inside.length === 0 || depth >= deepestNested)
    return html`<div class="row d${indent(depth)}">${rowContent(drawn, place)}</div>${more}${inner}`;
  const open = isAllOpen || hasFailure || depth < openLevels ? openMark : undefined;
  return html`<details${open}><summary class="row d${indent(depth)}">${rowContent(drawn, place)}</summary>${more}${inner}</details>`;
}

const openMark = html` open`;

function leftOutRow(count: number, where: string, depth: number): Html | undefined {
  if (count === 0) return undefined;
  return html`<p class="more d${indent(depth)}">${countOf(count, 'more span')}${where}, not drawn</p>`;
}

function indent(depth: number): number {
  return Math.min(depth, deepestIndent);
}

function rowContent({ span, inside, criticalMs }: DrawnSpan, { axis, isRunning }: Place): Html {
  const { name, status, endAt } = span;
  const hasFailed = status === 'error';
  const duration =
    endAt === undefined
      ? isRunning
        ? 'still open'
        : 'never ended'
      : formatDuration(spanDurationMs(span, axis.openEndAt));
  const code = statusCodeOf(span);
  const error = errorText(span);
  const isToldBelow = inside.some(one => errorText(one.span) === error);
  const line = error === '' || isToldBelow ? undefined : html`<span class="error">${error}</span>`;
  const failed = hasFailed ? html`<span class="failed">✖ failed</span> ` : undefined;
  const answer = code === undefined ? undefined : html` <span class="dim">status ${code}</span>`;
  const bar = html`<rect class="${hasFailed ? 'bad' : criticalMs === undefined ? 'usual' : 'critical'}" ${placeOnAxis(span, axis)} y="2" height="10" rx="2"/>`;
  return html`<span class="name">${failed}${name}${answer}</span><span class="time">${duration}</span><svg class="bar" aria-hidden="true"><title>${hoverText(span, { axis, duration, criticalMs })}</title>${bar}</svg>${line}`;
}

function errorText(span: Span): string {
  const error = errorOfSpan(span);
  return error ? describeErrorInRow(error) : '';
}

/** The shortest span is still visible. */
const leastShare = 0.004;

function placeOnAxis(span: Span, { from, to, openEndAt }: Axis): Html {
  const length = to - from;
  const width = Math.max(spanDurationMs(span, openEndAt), leastShare * length);
  const start = Math.min(span.startAt - from, length - width);
  return html`x="${percent(start, length)}" width="${percent(width, length)}"`;
}

type Hovered = { readonly axis: Axis; readonly duration: string; readonly criticalMs?: number };

/** `send-email · step · begins after 1.2s · took 3.0s · on the critical path for 3.0s` */
function hoverText({ name, kind, startAt, endAt }: Span, { axis, duration, criticalMs }: Hovered): string {
  const critical = criticalMs === undefined ? '' : `on the critical path for ${formatDuration(criticalMs)}`;
  const words = [
    ...[name, kind, `begins after ${formatDuration(startAt - axis.from)}`],
    ...[endAt === undefined ? duration : `took ${duration}`, critical],
  ];
  return words.filter(Boolean).join(' · ');
}
