import { usageAmount } from '../../../model/report/usage-words.ts';
import {
  durationMs,
  type RunSummary,
  runningMs,
  type Step,
  type UsageItem,
  type Usual,
} from '../../../model/run.ts';
import { formatAge, formatCost, formatDuration } from '../../../model/text/formats.ts';
import { type SafeOptions, safeLine } from '../../../model/text/safe-text.ts';
import { formatWakeTime } from '../../../model/text/wake-time.ts';
import { displayWidth, fitText, truncateText } from '../../../model/text/width.ts';
import { comparedMs, usualWords } from '../../../model/usual/slowness.ts';
import type { Paint, Piece } from '../../paint/pieces.ts';
import type { Theme } from '../../paint/theme.ts';
import { elapsedMs } from '../../trace/lines/elapsed-ms.ts';
import { seriesPieces } from '../../trace/lines/series-pieces.ts';
import { spanPieces } from '../../trace/lines/span-pieces.ts';
import type { WaterfallLook } from '../../trace/lines/waterfall-look.ts';
import type { Look } from '../flow.ts';
import type { OutlineNode, RunLinkNode, SectionNode, Tone, ValueNode } from '../outline/outline-node.ts';
import { stepHeading } from '../outline/step-parts.ts';
import { stepsTitle } from '../outline/steps-outline.ts';
import { type ValueKind, valueText } from '../outline/value-text.ts';
import { fieldPieces } from './field-pieces.ts';
import { logPieces } from './log-pieces.ts';

export type RowContext = WaterfallLook & {
  readonly summary: RunSummary;
  readonly look: Look;
  /** The searched text. */
  readonly found: string;
};

type ActivityNode = Extract<OutlineNode, { readonly type: 'activity' }>;

const same: Paint = text => text;
const short = { maxLength: 500 };
const leastText = 12;
const amountWidth = 22;

/** The content of a one-line row that begins after `before` columns. */
export function rowPieces(
  node: OutlineNode,
  isOpen: boolean,
  before: number,
  context: RowContext,
): readonly Piece[] {
  const { theme, now } = context;
  const shown = { ...short, reveal: context.look.reveal };
  switch (node.type) {
    case 'section':
      return sectionPieces(node, shown, context);
    case 'steps':
      return sectionPieces(stepsTitle(node), shown, context);
    case 'step':
      return sectionPieces(stepHeading(node), shown, context);
    case 'value':
      return valuePieces(node, isOpen, before, context);
    case 'usage':
      return usagePieces(node.item, node.nameWidth, shown, theme);
    case 'cancel': {
      const { requestedAt, by, outcome } = node.cancel;
      const who = by === undefined ? '' : ` by ${by}`;
      const end = outcome === undefined ? '' : ` · ${outcome}`;
      const text = safeLine(`cancel requested ${formatAge(requestedAt, now)}${who}${end}`, shown);
      return [{ text, paint: theme.warning }];
    }
    case 'run-link':
      return runLinkPieces(node, shown, theme);
    case 'activity':
      return [{ text: safeLine(activityText(node, now), shown), paint: theme.info }];
    case 'field':
      return fieldPieces(node, context);
    case 'span':
      return spanPieces(node, before, context);
    case 'series':
      return seriesPieces(node, before, context);
    case 'log':
      return logPieces(node, theme);
    default:
      return [];
  }
}

/** `run again as run_2 · newest of 3` */
function runLinkPieces({ words, id, tail }: RunLinkNode, shown: SafeOptions, theme: Theme): readonly Piece[] {
  return [
    { text: `${words} `, paint: theme.dim },
    { text: safeLine(id, shown), paint: theme.info },
    { text: tail === '' ? '' : ` · ${tail}`, paint: theme.dim },
  ];
}

/** `running send-email, attempt 2, for 1m 00s (19× the usual 3.2s)`; `sleeping, for 3m 00s, wakes in 57m`. */
function activityText({ step, usual }: ActivityNode, now: number): string {
  const { attempt } = step;
  const elapsed = durationMs(step, now);
  const words = [
    doingText(step),
    attempt > 1 ? `attempt ${attempt}` : '',
    elapsed === undefined ? '' : `for ${formatDuration(elapsed)}${aside(elapsed, usual)}`,
    formatWakeTime(step, now),
  ];
  return words.filter(word => word !== '').join(', ');
}

function aside(ms: number | undefined, usual: Usual | undefined): string {
  return usual ? ` (${usualWords(ms, usual)})` : '';
}

/** A sleep without a name is described by its status alone. */
function doingText({ name, status, type }: Step): string {
  if (status === 'sleeping' && name.toLowerCase() === type) return status;
  return `${status === 'waiting' ? 'waiting on' : status} ${name}`;
}

function sectionPieces(
  node: SectionNode,
  shown: SafeOptions,
  { theme, summary, now }: RowContext,
): readonly Piece[] {
  const title = safeLine(node.title, shown);
  const note = safeLine(node.key === 'usage' ? usageNote(node, summary, now) : (node.note ?? ''), shown);
  const least = note.startsWith('(') ? 1 : 2;
  const gap = note === '' ? '' : ' '.repeat(Math.max(least, node.titleWidth - displayWidth(title)));
  return [
    { text: title, paint: tonePaint(node.tone, theme) },
    { text: gap },
    { text: note, paint: node.tone === 'error' ? same : theme.dim },
  ];
}

function usageNote(node: SectionNode, summary: RunSummary, now: number): string {
  const duration = elapsedMs(summary, now);
  const words = [duration === undefined ? undefined : durationText(duration, summary, now), node.note];
  return words.filter(word => word !== undefined).join(' · ') || 'not recorded';
}

/** `4.2s (usually 3.9s)`; of a run that slept or waited, `46m 54s, running 4.2s (usually 3.9s)`. */
function durationText(duration: number, summary: RunSummary, now: number): string {
  const ms = runningMs(summary, now) ?? duration;
  const isPaused = summary.usual !== undefined && ms < duration;
  const running = isPaused ? `, running ${formatDuration(ms)}` : '';
  return formatDuration(duration) + running + aside(comparedMs(summary, now), summary.usual);
}

function usagePieces(item: UsageItem, nameWidth: number, shown: SafeOptions, theme: Theme): readonly Piece[] {
  const cost = item.costUsd === undefined ? '' : formatCost(item.costUsd);
  return [
    { text: `${fitText(safeLine(item.name, shown), nameWidth)}  ` },
    { text: `${fitText(safeLine(usageAmount(item), shown), amountWidth)}  ` },
    { text: cost, paint: theme.number },
  ];
}

/** A text that does not fit is cut before its size or offset, which stays visible. */
function valuePieces(
  node: ValueNode,
  isOpen: boolean,
  before: number,
  { look, theme, width }: RowContext,
): readonly Piece[] {
  const { label, text, kind, aside } = valueText(node, look.format, isOpen);
  const paint = valuePaint(kind, theme);
  const room = width - before - displayWidth(label) - (aside === undefined ? 0 : aside.length + 2);
  const isAsideShown = aside !== undefined && room >= leastText;
  return [
    { text: label, paint: theme.key },
    { text: isAsideShown ? truncateText(text, room) : text, paint },
    { text: isAsideShown ? `  ${aside}` : '', paint: theme.dim },
  ];
}

function valuePaint(kind: ValueKind, theme: Theme): Paint {
  return { string: theme.string, number: theme.number, word: theme.info, summary: theme.dim }[kind];
}

export function tonePaint(tone: Tone, theme: Theme): Paint {
  const paints = {
    plain: same,
    dim: theme.dim,
    error: theme.error,
    warning: theme.warning,
    strong: theme.bold,
  };
  return paints[tone];
}
