import { toJsonText } from '../payload/payload-text.ts';
import { durationMs, type Run } from '../run.ts';
import { runFields, runTags } from '../run-fields.ts';
import { isActive, statusLabel } from '../status.ts';
import { formatCost, formatCount, formatDuration, toIsoTime } from '../text/formats.ts';
import { safeLine } from '../text/safe-text.ts';
import { sanitizeLine, sanitizeLines } from '../text/sanitize.ts';
import { wakeTimeLabel } from '../text/wake-time.ts';
import { answerSentence } from './answer-sentence.ts';
import { describeError } from './describe-error.ts';
import { errorCauses } from './error-causes.ts';
import { describeFailingStep, failingCall, failingStep } from './failing-step.ts';
import { type HowUsual, usualText } from './how-usual.ts';
import { type NamedInput, namedInputs, nameOfInput } from './named-inputs.ts';
import { traceExcerpt } from './trace-excerpt.ts';

const longestFence = 20_000;

/** A run for a bug report. The caller masks its secrets. */
export function markdownNote(run: Run, now: number, usual?: HowUsual): string {
  const sections = [
    [`# ${escapeText(title(run, now))}`],
    answerLines(run, usual),
    fieldTable(run, now),
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

function title(run: Run, now: number): string {
  const { message, ...error } = run.error ?? run.errorSummary ?? {};
  const failure = describeError({ ...error, message: message?.split('\n')[0] });
  return `${run.name}: ${failure === '' ? statusLabel(run, now) : failure}`;
}

/** Says what failed, where, and how usual that is; nothing of a run without an error. */
function answerLines(run: Run, usual: HowUsual | undefined): readonly string[] {
  if (!run.error && !run.errorSummary && run.status !== 'failed') return [];
  const words = [`${run.name} ${answerSentence(run)}`, usual ? usualText(usual) : ''];
  return [escapeText(words.filter(Boolean).join(' · '))];
}

function fieldTable(run: Run, now: number): readonly string[] {
  const duration = durationMs(run, now);
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Run', run.id],
    ['Target', run.target],
    [run.kind === 'agent' ? 'Agent' : 'Workflow', run.name],
    ['Status', statusLabel(run, now)],
    [wakeTimeLabel(run.status), run.wakeAt === undefined ? undefined : toIsoTime(run.wakeAt)],
    ['Trigger', run.trigger.label],
    ['Trigger, raw', run.trigger.raw === '' ? undefined : run.trigger.raw],
    ...runTags.map(tag => [runFields[tag].label, run[tag]] as const),
    ['Created', toIsoTime(run.createdAt)],
    ['Started', run.startedAt === undefined ? undefined : toIsoTime(run.startedAt)],
    ['Finished', run.finishedAt === undefined ? undefined : toIsoTime(run.finishedAt)],
    ['Duration', duration === undefined ? undefined : formatDuration(duration)],
    ['Cost', run.costUsd === undefined ? undefined : formatCost(run.costUsd)],
  ];
  const rows = fields.flatMap(([label, value]) =>
    value === undefined ? [] : [`| ${label} | ${toCell(value)} |`],
  );
  return ['| | |', '|---|---|', ...rows];
}

/** Formats text that looks like an id as code. */
function toCell(value: string): string {
  return /^[\w:.-]+$/.test(value) && value.includes('_') ? `\`${value}\`` : escapeText(value);
}

function errorLines(run: Run): readonly string[] {
  const { error, errorSummary } = run;
  if (!error && !errorSummary) return [];
  const headline = describeError(error ?? errorSummary ?? {});
  const { message } = error ?? errorSummary ?? {};
  const stack = error?.stack ?? '';
  const text =
    stack.includes(message ?? '') && stack !== '' ? stack : [headline, stack].filter(Boolean).join('\n');
  if (text === '' && error) return payloadLines('Error', error.value);
  const causes = errorCauses(error?.value).flatMap(cause => sanitizeLines(`caused by ${cause}`));
  const code = error?.code === undefined ? [] : [sanitizeLine(`code ${error.code}`)];
  const inputs = namedInputs(run).flatMap(inputLine);
  return fenced('Error', 'text', [...sanitizeLines(text), ...causes, ...code, ...inputs]);
}

const longestValue = 500;

/** `input.items.0.qty: "five"`, for a value that the message names. */
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

/** The call that failed, with the status code of its response. */
function callLines(run: Run): readonly string[] {
  const isFailed = run.error !== undefined || run.errorSummary !== undefined;
  const call = isFailed ? failingCall(run) : undefined;
  if (!call) return [];
  const { name, statusCode } = call;
  return [escapeText(`${name === undefined ? 'the failing call' : name} answered with status ${statusCode}`)];
}

/** A code block whose fence is longer than any fence in the text. */
function fenced(heading: string, language: string, lines: readonly string[]): readonly string[] {
  const text = lines.join('\n');
  const shown = text.slice(0, longestFence);
  const longest = Math.max(2, ...(shown.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  const cut = `cut: the first ${formatCount(longestFence)} of ${formatCount(text.length)} characters`;
  const note = text.length > longestFence ? ['', cut] : [];
  return [`## ${heading}`, '', `${fence}${language}`, shown, fence, ...note];
}

/** A text in which no character is Markdown. */
export function escapeText(text: string): string {
  return sanitizeLine(text).replace(/[\\`*_{}[\]<>|#&~]/g, character => `\\${character}`);
}
