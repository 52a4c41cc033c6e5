import { noteText } from '../../model/failure/memory/failure-mark.ts';
import { knownError } from '../../model/failure/summarize-failure.ts';
import { answerSentence } from '../../model/report/answer-sentence.ts';
import { errorChain } from '../../model/report/describe-error.ts';
import { answerCall } from '../../model/report/failing-step.ts';
import { usualText } from '../../model/report/how-usual.ts';
import { failureMark, type LogsAround, logsAround } from '../../model/report/logs-around.ts';
import { type NamedInput, namedInputs, nameOfInput } from '../../model/report/named-inputs.ts';
import { settledTail } from '../../model/report/settled-text.ts';
import { leftOutText, stackBelowMessage } from '../../model/report/shown-stack.ts';
import { usageAmount } from '../../model/report/usage-words.ts';
import { elapsedMs, type Message, type Run, type RunError, type ToolCall } from '../../model/run.ts';
import { runTags } from '../../model/run-fields.ts';
import { missingOutput, statusInfo, statusPhrase } from '../../model/status.ts';
import {
  countOf,
  formatAge,
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
} from '../../model/text/formats.ts';
import { formatQueueWait, formatWakeTime } from '../../model/text/queue-wait.ts';
import { mask } from '../../model/text/secrets/secret-value.ts';
import type { FailureFindings } from '../../operations/failures/explain-run.ts';
import type { Theme } from '../../screen/paint/theme.ts';
import type { Context } from '../context/context.ts';
import { textTable } from './print-list.ts';
import { createPayloadWriter, type PayloadWriter, stepsText, traceText } from './steps-text.ts';
import { outputColumns, outputTheme } from './write.ts';

type Shown = { readonly theme: Theme; readonly payloads: PayloadWriter; readonly now: number };

async function createShown(context: Context): Promise<Shown> {
  return { theme: await outputTheme(context), payloads: await createPayloadWriter(), now: context.now() };
}

export async function runText(
  run: Run,
  { summary, findings = {} }: { readonly summary: boolean; readonly findings?: FailureFindings },
  context: Context,
): Promise<readonly string[]> {
  const shown = await createShown(context);
  const head = headLines(run, shown);
  if (summary) return [...head, ...hiddenNote(shown)];
  const { theme, payloads, now } = shown;
  const columns = outputColumns(context);
  const { messages, steps, trace } = run;
  const sections = [
    ...errorSection(run, findings, shown),
    ...payloadSections(run, shown),
    ...usageSection(run, shown, columns),
    ...(messages ? section('Conversation', '', conversationText(messages, payloads), theme) : []),
    ...(steps ? section('Steps', count(steps), stepsText(steps, { columns, payloads, now }), theme) : []),
    ...(trace ? section('Trace', count(trace.spans), traceText(trace, { columns, payloads }), theme) : []),
  ];
  return [...head, ...sections, ...hiddenNote(shown)];
}

export async function failedRunText(run: Run, context: Context): Promise<readonly string[]> {
  const shown = await createShown(context);
  return [...headLines(run, shown), ...errorSection(run, {}, shown), ...hiddenNote(shown)];
}

/** Comes last: it counts what the lines before it have masked. */
function hiddenNote({ payloads, theme }: Shown): readonly string[] {
  const hidden = payloads.hidden();
  const secrets = countOf(hidden, 'secret is', 'secrets are');
  return hidden > 0 ? ['', theme.dim(`${secrets} masked; -o json prints everything`)] : [];
}

function headLines(run: Run, shown: Shown): readonly string[] {
  const { theme, now } = shown;
  const { line } = shown.payloads;
  const status = `${statusInfo[run.status].glyph} ${line(statusPhrase(run, now))}`;
  const ms = elapsedMs(run, now);
  const never = run.status === 'queued' || run.startedAt !== undefined ? '' : 'not started';
  const parts = [
    run.cancelRequestedAt === undefined ? formatWakeTime(run, now) : '',
    run.trigger.label,
    formatAge(run.startedAt ?? run.createdAt, now),
    formatQueueWait(run, now),
    ms === undefined ? never : formatDuration(ms),
    run.costUsd === undefined ? '' : formatCost(run.costUsd),
    ...runTags.map(tag => run[tag] ?? ''),
  ];
  const known = parts.filter(part => part !== '').map(line);
  return [
    `${theme.bold(line(run.name))}  ${theme.status(run.status, status)}  ${line(run.id)}`,
    theme.dim(known.join(' · ')),
    ...(run.strandedBy === undefined ? [] : [theme.warning(`stranded: ${line(run.strandedBy)}`)]),
    ...cancelLines(run, shown),
  ];
}

function cancelLines(run: Run, { theme, payloads: { line }, now }: Shown): readonly string[] {
  const requestedAt = run.cancel?.requestedAt ?? run.cancelRequestedAt;
  if (requestedAt === undefined) return [];
  const { by, outcome } = run.cancel ?? {};
  const who = by === undefined ? '' : ` by ${line(by)}`;
  const end = outcome === undefined ? '' : ` · ${line(outcome)}`;
  return [theme.warning(`cancel requested ${formatAge(requestedAt, now)}${who}${end}`)];
}

function section(title: string, note: string, lines: readonly string[], theme: Theme): readonly string[] {
  const heading = note === '' ? theme.bold(title) : `${theme.bold(title)}  ${theme.dim(note)}`;
  return ['', heading, ...lines.map(line => (line === '' ? '' : `  ${line}`))];
}

function payloadSections(run: Run, { theme, payloads }: Shown): readonly string[] {
  const one = (title: string, value: unknown, missing = 'not recorded') =>
    value === undefined
      ? section(title, missing, [], theme)
      : section(title, '', payloads.value(value), theme);
  const isConversation = run.kind === 'agent' && run.input === undefined && run.output === undefined;
  return isConversation ? [] : [...one('Input', run.input), ...one('Output', run.output, missingOutput(run))];
}

function usageSection(run: Run, { theme, payloads, now }: Shown, columns: number): readonly string[] {
  const ms = elapsedMs(run, now);
  const total = [
    ms === undefined ? '' : formatDuration(ms),
    run.costUsd === undefined ? '' : formatCost(run.costUsd),
  ];
  const lines = textTable(
    run.usage,
    [
      { title: '', text: item => item.name },
      { title: '', text: usageAmount },
      { title: '', text: item => (item.costUsd === undefined ? '' : formatCost(item.costUsd)) },
    ],
    columns - 2,
    payloads.line,
  );
  const note = total.filter(text => text !== '').join(' · ') || 'not recorded';
  return section('Usage', note, lines.slice(1), theme);
}

function count(items: readonly unknown[]): string {
  return items.length === 0 ? 'none recorded' : formatCount(items.length);
}

function conversationText(messages: readonly Message[], payloads: PayloadWriter): readonly string[] {
  if (messages.length === 0) return ['no messages were recorded'];
  return messages.flatMap(message => [
    `${payloads.line(message.role)}:`,
    ...indent([
      ...(message.thought === undefined ? [] : payloads.text(`(thought) ${message.thought}`)),
      ...contentLines(message.content, payloads),
      ...(message.toolCalls ?? []).flatMap(call => toolCallLines(call, payloads)),
      ...(message.error === undefined ? [] : failureLines(message.error, payloads)),
    ]),
  ]);
}

function contentLines(content: unknown, payloads: PayloadWriter): readonly string[] {
  if (content === undefined) return [];
  return typeof content === 'string' ? payloads.text(content) : payloads.value(content);
}

function toolCallLines(call: ToolCall, payloads: PayloadWriter): readonly string[] {
  return [
    `→ ${payloads.line(call.name)}`,
    ...indent(call.arguments === undefined ? [] : payloads.value(call.arguments)),
    ...indent(call.result === undefined ? [] : ['← result', ...indent(payloads.value(call.result))]),
    ...indent(call.error === undefined ? [] : failureLines(call.error, payloads)),
  ];
}

function failureLines(error: RunError, payloads: PayloadWriter): readonly string[] {
  const [innermost = 'failed', ...wrappers] = errorChain(error);
  return [`✖ ${innermost}`, ...wrappers.map(wrapper => `wrapped in ${wrapper}`)].flatMap(payloads.text);
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map(line => `  ${line}`);
}

function errorSection(run: Run, found: FailureFindings, shown: Shown): readonly string[] {
  const { error, errorSummary, settled, status } = run;
  if (!error && !errorSummary && status !== 'failed') return [];
  const whole: Run = { ...(found.whole ?? run), trace: found.trace ?? run.trace };
  const usual = found.usual ? usualText(found.usual) : '';
  const { payloads, now } = shown;
  const note = [payloads.line(answerSentence(whole)), usual].filter(Boolean).join(' · ');
  const lines = [
    ...(settled ? [payloads.line(`settled by ${settled.by} ${settledTail(run, settled)}`)] : []),
    ...(found.known ? [payloads.line(noteText(found.known, now))] : []),
    ...chainLines(knownError(run) ?? { value: undefined }, shown),
    ...namedInputs(whole).flatMap(input => inputLines(input, payloads)),
    ...callLines(whole, payloads),
    ...stackLines(error, shown),
    ...logLines(whole, shown),
  ];
  return section('Error', note, lines, shown.theme);
}

function chainLines(error: RunError, { theme, payloads }: Shown): readonly string[] {
  const [innermost, ...wrappers] = errorChain(error);
  if (innermost === undefined) return error.value === undefined ? [] : payloads.value(error.value);
  return [
    ...payloads.text(innermost).map(line => theme.error(line)),
    ...wrappers.flatMap(wrapper => payloads.text(`wrapped in ${wrapper}`)),
  ];
}

/** `input.items.0.qty: five`, masked by the names on its path. */
function inputLines(input: NamedInput, payloads: PayloadWriter): readonly string[] {
  const { value, isSecret } = input;
  const name = payloads.line(nameOfInput(input));
  if (value === undefined) return [`${name} is not there`];
  const [first = '', ...rest] = isSecret ? [mask] : payloads.value(value);
  return rest.length === 0
    ? [`${name}: ${first}`]
    : [`${name}:`, ...[first, ...rest].map(line => `  ${line}`)];
}

function callLines(run: Run, payloads: PayloadWriter): readonly string[] {
  const call = answerCall(run);
  if (!call) return [];
  return [`status ${call.statusCode}${call.name === undefined ? '' : ` from ${payloads.line(call.name)}`}`];
}

function logLines(run: Run, { theme, payloads }: Shown): readonly string[] {
  const around = run.trace && logsAround(run, run.trace);
  if (!around) return [];
  const log = ({ at, level, message }: LogsAround['before'][number]) =>
    theme.dim(`${formatClock(at)} ${payloads.line(level)}  ${payloads.line(message)}`);
  const { before, after, beforeTotal, afterTotal } = around;
  return [
    theme.dim(`logs: ${formatCount(beforeTotal)} before the failure, ${formatCount(afterTotal)} after`),
    ...before.map(log),
    theme.error(failureMark(around)),
    ...after.map(log),
  ];
}

function stackLines(error: RunError | undefined, { theme, payloads }: Shown): readonly string[] {
  const stack = stackBelowMessage(error ?? {});
  const note = leftOutText(stack);
  return [...payloads.text(stack.text), ...(note === '' ? [] : [theme.dim(`    (${note})`)])];
}
