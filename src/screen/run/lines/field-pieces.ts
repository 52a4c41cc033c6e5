import type { RunSummary } from '../../../model/run.ts';
import { statusInfo, statusLabel } from '../../../model/status.ts';
import { formatAge, formatDuration, formatTime } from '../../../model/text/formats.ts';
import { queueWaitMs } from '../../../model/text/queue-wait.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import type { CriticalPath } from '../../../model/trace/critical-path.ts';
import type { Piece } from '../../paint/pieces.ts';
import type { Theme } from '../../paint/theme.ts';
import { elapsedMs } from '../../trace/lines/elapsed-ms.ts';
import { ownTimeWords } from '../../trace/lines/span-time.ts';
import { spanWords } from '../../trace/span-details.ts';
import type { Look } from '../flow.ts';
import { type FieldNode, type FieldValue, longestField } from '../outline/outline-node.ts';

const labelColumns = 15;

type FieldContext = {
  readonly summary: RunSummary;
  readonly look: Look;
  readonly now: number;
  readonly theme: Theme;
  readonly criticalPath?: CriticalPath;
};

/** A label and its value; times with their age. */
export function fieldPieces(node: FieldNode, context: FieldContext): readonly Piece[] {
  return [
    { text: node.label.padEnd(labelColumns), paint: context.theme.dim },
    ...valuePieces(node.value, context),
  ];
}

function valuePieces(
  value: FieldValue,
  { summary, look: { reveal }, now, theme, criticalPath }: FieldContext,
): readonly Piece[] {
  switch (value.type) {
    case 'text':
      return [{ text: safeLine(value.text, { maxLength: longestField, reveal }) }];
    case 'time':
      return [{ text: formatTime(value.at) }, { text: `  ${formatAge(value.at, now)}`, paint: theme.dim }];
    case 'status': {
      const label = safeLine(statusLabel(summary, now), { maxLength: 100, reveal });
      const words = `${statusInfo[summary.status].glyph} ${label}`;
      return [{ text: words, paint: text => theme.status(summary.status, text) }];
    }
    case 'duration':
      return durationPieces(elapsedMs(summary, now), theme);
    case 'queue-wait':
      return durationPieces(queueWaitMs(summary, now), theme);
    case 'span': {
      const words = [ownTimeWords(value, now, criticalPath), spanWords(value)].filter(Boolean).join(' · ');
      return [{ text: safeLine(words, { maxLength: longestField, reveal }) }];
    }
    case 'absent':
      return [{ text: value.word, paint: theme.dim }];
  }
}

function durationPieces(duration: number | undefined, theme: Theme): readonly Piece[] {
  return duration === undefined
    ? [{ text: 'not recorded', paint: theme.dim }]
    : [{ text: formatDuration(duration) }];
}
