import { durationMs, type Span, type Step, type Trace } from '../../model/run.ts';
import { statusInfo } from '../../model/status.ts';
import { formatClock, formatDuration } from '../../model/text/formats.ts';
import { formatWakeTime } from '../../model/text/wake-time.ts';
import { truncateText } from '../../model/text/width.ts';
import { orderAsTree } from './order-as-tree.ts';
import type { PayloadWriter } from './payload-lines.ts';
import { textTable } from './text-table.ts';

const indentColumns = 2;
const deepestIndent = 20;

type TextOptions = { readonly columns: number; readonly payloads: PayloadWriter };

export function stepsText(
  steps: readonly Step[],
  { columns, now, payloads }: TextOptions & { readonly now: number },
): readonly string[] {
  const lines = textTable(
    orderAsTree(steps),
    [
      { title: '', text: ({ item, depth }) => indented(item.name, depth) },
      { title: '', text: ({ item }) => `${statusInfo[item.status].glyph} ${statusInfo[item.status].label}` },
      { title: '', text: ({ item }) => item.type },
      { title: '', align: 'end', text: ({ item }) => stepDuration(item) },
      { title: '', text: ({ item }) => attemptText(item, now) },
      { title: '', text: ({ item }) => firstLine(item.error?.message ?? '') },
    ],
    columns - indentColumns,
    payloads.line,
  );
  return lines.slice(1);
}

export function traceText(trace: Trace, { columns, payloads }: TextOptions): readonly string[] {
  const spans = textTable(
    orderAsTree(trace.spans),
    [
      { title: '', text: ({ item, depth }) => indented(item.name, depth) },
      { title: '', text: ({ item }) => (item.status === 'error' ? statusInfo.failed.glyph : '') },
      { title: '', text: ({ item }) => item.kind },
      { title: '', align: 'end', text: ({ item }) => spanDuration(item) },
    ],
    columns - indentColumns,
    payloads.line,
  );
  const logs = trace.logs.map(log => {
    const line = `${formatClock(log.at)} ${payloads.line(log.level)}  ${payloads.line(log.message)}`;
    return truncateText(line, columns - indentColumns);
  });
  return [...spans.slice(1), ...logs];
}

function indented(name: string, depth: number): string {
  return ' '.repeat(Math.min(depth, deepestIndent) * indentColumns) + name;
}

function attemptText(step: Step, now: number): string {
  const attempt = step.attempt > 1 ? `attempt ${step.attempt}` : '';
  return [attempt, formatWakeTime(step, now)].filter(text => text !== '').join(', ');
}

function stepDuration(step: Step): string {
  if (step.finishedAt === undefined) return '';
  const ms = durationMs(step, step.finishedAt);
  return ms === undefined ? '' : formatDuration(ms);
}

function spanDuration({ startAt, endAt }: Span): string {
  return endAt === undefined ? 'open' : formatDuration(Math.max(0, endAt - startAt));
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
