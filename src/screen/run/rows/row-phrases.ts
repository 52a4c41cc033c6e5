import { usageAmount } from '../../../model/report/usage-words.ts';
import {
  durationMs,
  elapsedMs,
  type RunSummary,
  runningMs,
  type Step,
  type Usual,
} from '../../../model/run.ts';
import { statusInfo, statusPhrase } from '../../../model/status.ts';
import {
  formatAge,
  formatClock,
  formatCost,
  formatDuration,
  formatTime,
} from '../../../model/text/formats.ts';
import { formatWakeTime, queueWaitMs } from '../../../model/text/queue-wait.ts';
import { type SafeOptions, safeLine } from '../../../model/text/safe-text.ts';
import { displayWidth } from '../../../model/text/width.ts';
import { comparedMs, usualWords } from '../../../model/usual/usual.ts';
import type { Phrase, Tone } from '../../paint/phrases.ts';
import {
  ownTimeWords,
  seriesPhrases,
  spanPhrases,
  type WaterfallContext,
} from '../../trace/waterfall-phrases.ts';
import {
  type FieldNode,
  type LogNode,
  labelColumns,
  longestField,
  type OutlineNode,
  type RunLinkNode,
  type SectionNode,
} from '../outline/outline-node.ts';
import { stepHeading, stepsTitle } from '../outline/steps-outline.ts';
import { spanWords } from '../outline/trace-outline.ts';
import { flowPhrases, type Look, valuePhrases } from './flow.ts';

export type RowContext = WaterfallContext & { readonly summary: RunSummary; readonly look: Look };

type NodeOf<Type extends OutlineNode['type']> = Extract<OutlineNode, { readonly type: Type }>;

const short = { maxLength: 500 };
const amountColumns = 22;
const levelUnits = 5;

/** The text of a row, as it is painted, searched, wrapped and linked. */
export function rowPhrases(node: OutlineNode, isOpen: boolean, context: RowContext): readonly Phrase[] {
  const { look, now } = context;
  const shown = { ...short, reveal: look.reveal };
  switch (node.type) {
    case 'section':
      return flowPhrases(node, isOpen, look) ?? sectionPhrases(node, shown, context);
    case 'steps':
      return sectionPhrases(stepsTitle(node), shown, context);
    case 'step':
      return sectionPhrases(stepHeading(node), shown, context);
    case 'value':
      return valuePhrases(node, isOpen, look);
    case 'line':
      return flowPhrases(node, isOpen, look) ?? [];
    case 'field':
      return [{ text: node.label, tone: 'dim' }, ...fieldValuePhrases(node, context)];
    case 'usage':
      return usagePhrases(node, shown);
    case 'cancel':
      return [{ text: safeLine(cancelWords(node, now), shown), tone: 'warning' }];
    case 'run-link':
      return runLinkPhrases(node, shown);
    case 'activity':
      return [{ text: safeLine(activityWords(node, now), shown), tone: 'info' }];
    case 'log':
      return logPhrases(node);
    case 'span':
      return spanPhrases(node, context);
    case 'series':
      return seriesPhrases(node, context);
    case 'trace':
      return [];
  }
}

function sectionPhrases(
  node: SectionNode,
  shown: SafeOptions,
  { summary, now }: RowContext,
): readonly Phrase[] {
  const title: Phrase = { text: safeLine(node.title, shown), tone: node.tone };
  const note = safeLine(node.key === 'usage' ? usageNote(node, summary, now) : (node.note ?? ''), shown);
  if (note === '') return [title];
  const least = note.startsWith('(') ? 1 : 2;
  const gap = Math.max(least, node.titleWidth - displayWidth(title.text));
  return [title, { text: note, tone: node.tone === 'error' ? 'plain' : 'dim', gap }];
}

function usageNote(node: SectionNode, summary: RunSummary, now: number): string {
  const duration = elapsedMs(summary, now);
  const words = [duration === undefined ? undefined : durationText(duration, summary, now), node.note];
  return words.filter(word => word !== undefined).join(' · ') || 'not recorded';
}

/** `4.2s (usually 3.9s)`, or `46m 54s, running 4.2s (usually 3.9s)` for a run that slept or waited. */
function durationText(duration: number, summary: RunSummary, now: number): string {
  const ms = runningMs(summary, now) ?? duration;
  const isPaused = summary.usual !== undefined && ms < duration;
  const running = isPaused ? `, running ${formatDuration(ms)}` : '';
  return formatDuration(duration) + running + aside(comparedMs(summary, now), summary.usual);
}

function usagePhrases({ item, nameWidth }: NodeOf<'usage'>, shown: SafeOptions): readonly Phrase[] {
  return [
    { text: safeLine(item.name, shown), columns: nameWidth },
    { text: safeLine(usageAmount(item), shown), gap: 2, columns: amountColumns },
    { text: item.costUsd === undefined ? '' : formatCost(item.costUsd), tone: 'number', gap: 2 },
  ];
}

function cancelWords({ cancel: { requestedAt, by, outcome } }: NodeOf<'cancel'>, now: number): string {
  const who = by === undefined ? '' : ` by ${by}`;
  const end = outcome === undefined ? '' : ` · ${outcome}`;
  return `cancel requested ${formatAge(requestedAt, now)}${who}${end}`;
}

function runLinkPhrases({ words, id, tail }: RunLinkNode, shown: SafeOptions): readonly Phrase[] {
  return [
    { text: `${words} `, tone: 'dim' },
    { text: safeLine(id, shown), tone: 'info' },
    { text: tail === '' ? '' : ` · ${tail}`, tone: 'dim' },
  ];
}

/** `running send-email, attempt 2, for 1m 00s (19× the usual 3.2s)`; `sleeping, for 3m 00s, wakes in 57m`. */
function activityWords({ step, usual }: NodeOf<'activity'>, now: number): string {
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

function doingText({ name, status, type }: Step): string {
  if (status === 'sleeping' && name.toLowerCase() === type) return status;
  return `${status === 'waiting' ? 'waiting for' : status} ${name}`;
}

function logPhrases({ log, reveal, isDim }: LogNode): readonly Phrase[] {
  const level = safeLine(log.level, { maxLength: 20, reveal });
  const message = safeLine(log.message, { maxLength: 1000, reveal });
  return [
    { text: `· ${formatClock(log.at)}`, tone: 'dim' },
    { text: level, tone: levelTone(level), gap: 1 },
    { text: message, tone: isDim ? 'dim' : 'plain', gap: 1 + Math.max(0, levelUnits - level.length) },
  ];
}

function levelTone(level: string): Tone {
  const word = level.toLowerCase();
  if (word === 'error' || word === 'fatal') return 'error';
  return word.startsWith('warn') ? 'warning' : 'dim';
}

function fieldValuePhrases(
  { label, value }: FieldNode,
  { summary, look: { reveal }, now, criticalPath }: RowContext,
): readonly Phrase[] {
  const gap = Math.max(1, labelColumns - label.length);
  switch (value.type) {
    case 'text':
      return [{ text: safeLine(value.text, { maxLength: longestField, reveal }), gap }];
    case 'time':
      return [
        { text: formatTime(value.at), gap },
        { text: formatAge(value.at, now), tone: 'dim', gap: 2 },
      ];
    case 'status': {
      const phrase = safeLine(statusPhrase(summary, now), { maxLength: 100, reveal });
      return [{ text: `${statusInfo[summary.status].glyph} ${phrase}`, status: summary.status, gap }];
    }
    case 'duration':
      return [durationPhrase(elapsedMs(summary, now), gap)];
    case 'queue-wait':
      return [durationPhrase(queueWaitMs(summary, now), gap)];
    case 'span': {
      const own = ownTimeWords(value, now, criticalPath);
      const words = safeLine(spanWords(value), { maxLength: longestField, reveal });
      return [{ text: own === '' ? words : `${own} · ${words}`, gap }];
    }
    case 'absent':
      return [durationPhrase(undefined, gap)];
  }
}

function durationPhrase(duration: number | undefined, gap: number): Phrase {
  if (duration === undefined) return { text: 'not recorded', tone: 'dim', gap };
  return { text: formatDuration(duration), gap };
}
