import { knownError } from '../failure/summarize-failure.ts';
import { toJsonText } from '../payload/payload-text.ts';
import { durationMs, type Run, type Span, type Trace } from '../run.ts';
import { runFields, runTags } from '../run-fields.ts';
import { isActive, statusPhrase, strandedLabel } from '../status.ts';
import { countOf, formatCost, formatCount, formatDuration, toIsoTime } from '../text/formats.ts';
import { wakeTimeLabel } from '../text/queue-wait.ts';
import { safeLine } from '../text/safe-text.ts';
import { sanitizeLine, sanitizeLines } from '../text/sanitize.ts';
import { statusCodeOf } from '../trace/call-facts.ts';
import { inTreeOrder, toSpanTree } from '../trace/span-tree.ts';
import { answerSentence } from './answer-sentence.ts';
import { describeCauseInRow, describeError, errorCauses } from './describe-error.ts';
import { describeFailingStep, failingCall, failingStep } from './failing-step.ts';
import { type HowUsual, usualText } from './how-usual.ts';
import { type NamedInput, namedInputs, nameOfInput } from './named-inputs.ts';
import { settledTail } from './settled-text.ts';
import { leftOutText, stackBelowMessage } from './shown-stack.ts';

const longestFence = 20_000;

/** `ofGroup`: what the team has noted of the group, and what `W` last found. */
type KnownFailure = { readonly usual?: HowUsual; readonly ofGroup?: readonly string[] };

/** A note for a bug report, whose secrets the caller masks. */
export function markdownNote(run: Run, now: number, known: KnownFailure = {}): string {
  const sections = [
    [`# ${escapeText(noteTitle(run, now))}`],
    answerLines(run, known),
    ['| | |', '|---|---|', ...runFacts(run, now).map(([label, value]) => `| ${label} | ${toCell(value)} |`)],
    errorLines(run),
    payloadLines('Input', run.input),
    failingStepLines(run, now),
    run.trace && run.trace.spans.length > 0
      ? fenced('Trace', 'text', traceExcerpt(run.trace, isActive(run)))
      : [],
  ];
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

export function noteTitle(run: Run, now: number): string {
  const failure = describeCauseInRow(knownError(run) ?? {});
  return `${run.name}: ${failure === '' ? statusPhrase(run, now) : failure}`;
}

/** What failed, where, how usual it is, and what is known of the group; empty for a run without an error. */
function answerLines(run: Run, { usual, ofGroup = [] }: KnownFailure): readonly string[] {
  if (!run.error && !run.errorSummary && run.status !== 'failed') return [];
  const words = [`${run.name} ${answerSentence(run)}`, usual ? usualText(usual) : ''];
  return [words.filter(Boolean).join(' · '), ...ofGroup].flatMap((line, at) =>
    at === 0 ? [escapeText(line)] : ['', escapeText(line)],
  );
}

export function runFacts(run: Run, now: number): readonly (readonly [label: string, value: string])[] {
  const duration = durationMs(run, now);
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Run', run.id],
    ['Target', run.target],
    [run.kind === 'agent' ? 'Agent' : 'Workflow', run.name],
    ['Status', statusPhrase(run, now)],
    [strandedLabel, run.strandedBy],
    [wakeTimeLabel(run.status), run.wakeAt === undefined ? undefined : toIsoTime(run.wakeAt)],
    ['Trigger', run.trigger.label],
    ['Trigger, raw', run.trigger.raw === '' ? undefined : run.trigger.raw],
    ...runTags.map(tag => [runFields[tag].label, run[tag]] as const),
    ['Settled by', run.settled && `${run.settled.by} ${settledTail(run, run.settled)}`],
    ['Created', toIsoTime(run.createdAt)],
    ['Started', run.startedAt === undefined ? undefined : toIsoTime(run.startedAt)],
    ['Finished', run.finishedAt === undefined ? undefined : toIsoTime(run.finishedAt)],
    ['Duration', duration === undefined ? undefined : formatDuration(duration)],
    ['Cost', run.costUsd === undefined ? undefined : formatCost(run.costUsd)],
  ];
  return fields.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]));
}

/** Formats text that looks like an id as code. */
function toCell(value: string): string {
  return /^[\w:.-]+$/.test(value) && value.includes('_') ? `\`${value}\`` : escapeText(value);
}

function errorLines(run: Run): readonly string[] {
  const error = knownError(run);
  if (!error) return [];
  const lines = errorTextLines(error);
  if (lines.length === 0) return payloadLines('Error', error.value);
  return fenced('Error', 'text', [...lines, ...namedInputs(run).flatMap(inputLine)]);
}

/** The error with its stack, causes and code; empty for one without words. */
export function errorTextLines(error: NonNullable<ReturnType<typeof knownError>>): readonly string[] {
  const stack = stackBelowMessage(error);
  const text = [describeError(error), stack.text, leftOutText(stack)].filter(Boolean).join('\n');
  if (text === '') return [];
  const causes = errorCauses(error.value).flatMap(cause => sanitizeLines(`caused by ${cause}`));
  const code = error.code === undefined ? [] : [sanitizeLine(`code ${error.code}`)];
  return [...sanitizeLines(text), ...causes, ...code];
}

const longestValue = 500;

/** `input.items.0.qty: "five"` for a value that the message names. */
function inputLine(input: NamedInput): readonly string[] {
  const { value } = input;
  const words = value === undefined ? ' is not there' : `: ${toJsonText(value, {})}`;
  return [safeLine(nameOfInput(input) + words, { maxLength: longestValue, reveal: true })];
}

function payloadLines(heading: string, value: unknown): readonly string[] {
  if (value === undefined) return [`## ${heading}`, '', 'not recorded'];
  return fenced(heading, 'json', sanitizeLines(toJsonText(value, { indent: 2 })));
}

function failingStepLines(run: Run, now: number): readonly string[] {
  const words = describeFailingStep(run);
  const call = callLines(run);
  if (words === undefined) return call.length === 0 ? [] : ['## Failing call', '', ...call];
  const step = failingStep(run);
  const duration = step && durationMs(step, now);
  const time = duration === undefined ? '' : `, ${formatDuration(duration)}`;
  const input =
    step?.input === undefined ? [] : ['', ...payloadLines('Input of the failing step', step.input)];
  return ['## Failing step', '', escapeText(words + time), ...call.flatMap(line => ['', line]), ...input];
}

function callLines(run: Run): readonly string[] {
  const isFailed = run.error !== undefined || run.errorSummary !== undefined;
  const call = isFailed ? failingCall(run) : undefined;
  if (!call) return [];
  const { name, statusCode } = call;
  return [escapeText(`${name === undefined ? 'the failing call' : name} answered with status ${statusCode}`)];
}

/** A code block with a fence that is longer than any in the text. */
function fenced(heading: string, language: string, lines: readonly string[]): readonly string[] {
  const text = lines.join('\n');
  const shown = text.slice(0, longestFence);
  const longest = Math.max(2, ...(shown.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  const cut = `cut: the first ${formatCount(longestFence)} of ${formatCount(text.length)} characters`;
  const note = text.length > longestFence ? ['', cut] : [];
  return [`## ${heading}`, '', `${fence}${language}`, shown, fence, ...note];
}

export function escapeText(text: string): string {
  return sanitizeLine(text).replace(/[\\`*_{}[\]<>|#&~]/g, character => `\\${character}`);
}

const mostLines = 30;
/** The caller masks secrets, so none is masked here. */
const short = { maxLength: 300, reveal: true };

/** At most 30 indented lines: failing spans below their parents, with their logs, else the first spans. */
export function traceExcerpt(trace: Trace, isActive = false): readonly string[] {
  const { spans, parents } = toSpanTree(trace.spans);
  const places = [...spans.keys()];
  const failing = places.filter(at => spans[at]?.status === 'error');
  const shown = failing.length > 0 ? failing : places;
  const kept = new Set<number>();
  for (const place of shown.slice(0, mostLines))
    for (let at = place; at >= 0 && !kept.has(at); at = parents[at] ?? -1) kept.add(at);
  const lines = inTreeOrder(spans.filter((_, at) => kept.has(at))).flatMap(({ item, depth }) =>
    spanLines(item, depth, trace, isActive),
  );
  if (lines.length <= mostLines && shown.length <= mostLines) return lines;
  const which = failing.length > 0 ? countOf(failing.length, 'failing span') : 'the trace';
  return [...lines.slice(0, mostLines), `… only the first ${mostLines} lines of ${which}`];
}

function spanLines(span: Span, depth: number, trace: Trace, isActive: boolean): readonly string[] {
  const indent = '  '.repeat(depth);
  const open = isActive ? 'still open' : 'never ended';
  const duration = span.endAt === undefined ? open : formatDuration(Math.max(0, span.endAt - span.startAt));
  const sign = span.status === 'error' ? '✖ ' : '';
  const logs = trace.logs
    .filter(log => log.spanId === span.id)
    .slice(0, 5)
    .map(({ at, level, message }) => {
      const words = `${toIsoTime(at).slice(11)} ${safeLine(level, short)}  ${safeLine(message, short)}`;
      return `${indent}  · ${words}`;
    });
  const code = statusCodeOf(span);
  const answer = code === undefined ? '' : `  status ${code}`;
  return [`${indent}${sign}${safeLine(span.name, short)}  ${duration}${answer}`, ...logs];
}
