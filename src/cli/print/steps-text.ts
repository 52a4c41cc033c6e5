import { describeErrorInRow } from '../../model/report/describe-error.ts';
import { durationMs, type Span, type Step, type Trace } from '../../model/run.ts';
import { statusInfo } from '../../model/status.ts';
import { countOf, formatClock, formatDuration } from '../../model/text/formats.ts';
import { formatWakeTime } from '../../model/text/queue-wait.ts';
import { redactText } from '../../model/text/redact.ts';
import { redactValue } from '../../model/text/redact-value.ts';
import { sanitizeLine, sanitizeLines } from '../../model/text/sanitize.ts';
import { truncateText } from '../../model/text/width.ts';
import { inTreeOrder } from '../../model/trace/span-tree.ts';
import { textTable } from './print-list.ts';

const indentColumns = 2;
const deepestIndent = 20;

type TextOptions = { readonly columns: number; readonly payloads: PayloadWriter };

export function stepsText(
  steps: readonly Step[],
  { columns, now, payloads }: TextOptions & { readonly now: number },
): readonly string[] {
  const lines = textTable(
    inTreeOrder(steps),
    [
      { title: '', text: ({ item, depth }) => indented(item.name, depth) },
      { title: '', text: ({ item }) => `${statusInfo[item.status].glyph} ${statusInfo[item.status].label}` },
      { title: '', text: ({ item }) => item.type },
      { title: '', align: 'end', text: ({ item }) => stepDuration(item) },
      { title: '', text: ({ item }) => attemptText(item, now) },
      { title: '', text: ({ item }) => (item.error ? describeErrorInRow(item.error) : '') },
    ],
    columns - indentColumns,
    payloads.line,
  );
  return lines.slice(1);
}

export function traceText(trace: Trace, { columns, payloads }: TextOptions): readonly string[] {
  const spans = textTable(
    inTreeOrder(trace.spans),
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

/** Turns payloads into sanitized lines, and masks and counts secrets. */
export type PayloadWriter = {
  readonly value: (value: unknown) => readonly string[];
  readonly text: (text: string) => readonly string[];
  readonly line: (text: string) => string;
  readonly hidden: () => number;
};

const mostLines = 200;
const longestLine = 2000;
const longestText = 200_000;

export async function createPayloadWriter(): Promise<PayloadWriter> {
  const { toYamlText } = await import('../../model/payload/payload-text.ts');
  let hidden = 0;
  const toLines = (text: string) => {
    const lines = sanitizeLines(text.slice(0, longestText)).map(cutLine);
    if (text.length <= longestText && lines.length <= mostLines) return lines;
    const left = text.length - lines.slice(0, mostLines).join('\n').length;
    return [...lines.slice(0, mostLines), `… ${countOf(left, 'more character')}; -o json prints everything`];
  };
  const mask = (text: string) => {
    const masked = redactText(text);
    hidden += masked.hidden;
    return masked.text;
  };
  return {
    value: value => {
      const masked = redactValue(value);
      hidden += masked.hidden;
      return toLines(toYamlText(masked.value, { isForDisplay: true }).trimEnd());
    },
    text: text => (text === '' ? [] : toLines(mask(text))),
    line: text => mask(sanitizeLine(mask(text))),
    hidden: () => hidden,
  };
}

function cutLine(line: string): string {
  if (line.length <= longestLine) return line;
  return `${line.slice(0, longestLine)}… ${countOf(line.length - longestLine, 'more character')}`;
}
