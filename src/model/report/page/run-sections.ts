import { knownError } from '../../failure/summarize-failure.ts';
import { isObject } from '../../is-record.ts';
import { toJsonText } from '../../payload/payload-text.ts';
import type { Log, Run } from '../../run.ts';
import { missingOutput } from '../../status.ts';
import { countOf, formatCount, formatOffset } from '../../text/formats.ts';
import { redactValue } from '../../text/redact-value.ts';
import { describeFailingStep, failingStep } from '../failing-step.ts';
import { timeOfFailure } from '../logs-around.ts';
import { errorTextLines, runFacts } from '../markdown-note.ts';
import { definitions, folded, type Html, html, preformatted, section, table, timeOf } from './html.ts';

/** The most that is shown of a payload, and of another text. */
const longestPayload = 40_000;
const longestText = 20_000;

/** Takes a masked run. */
export function errorSection(run: Run): Html | undefined {
  const error = knownError(run);
  if (!error) return undefined;
  const lines = errorTextLines(error);
  const text = lines.length > 0 ? preformatted('Error', lines.join('\n'), longestText) : undefined;
  const isTold = !isObject(error.value);
  const value = isTold && text ? undefined : payload('Error as it was recorded', error.value, !text);
  return section('error', 'Error', [text, value]);
}

/** Takes a masked run, whose output alone is not masked yet. */
export function payloadSection(run: Run): Html {
  const step = failingStep(run);
  const ofStep = `Input of ${describeFailingStep(run) ?? 'the failing step'}`;
  return section('payloads', 'Input and output', [
    payload('Input', run.input, true),
    step?.input === undefined ? undefined : payload(ofStep, step.input, false),
    payload('Output', redactValue(run.output).value, false, missingOutput(run)),
  ]);
}

/** Longer texts are folded at first. */
const fewCharacters = 2_000;

function payload(title: string, value: unknown, isOpen: boolean, missing = 'not recorded'): Html {
  if (value === undefined) return html`<p>${title}: ${missing}</p>`;
  const text = toJsonText(value, { indent: 2 });
  return folded(title, preformatted(title, text, longestPayload), isOpen && text.length <= fewCharacters);
}

const mostLogs = 200;
const mostAfter = 50;
/** More logs are folded at first. */
const fewLogs = 30;

export function logSection(run: Run): Html | undefined {
  const logs = run.trace?.logs ?? [];
  const [first] = logs;
  if (!first) return undefined;
  const sorted = logs.toSorted((a, b) => a.at - b.at);
  const shown = logsToShow(run, sorted);
  const count =
    shown.length === logs.length
      ? countOf(logs.length, 'log')
      : `${formatCount(shown.length)} of ${countOf(logs.length, 'log')}: those around the failure, or the last`;
  const startedAt = run.startedAt ?? run.createdAt;
  const rows = shown.map(log => logCells(log, startedAt));
  return section('logs', 'Logs', [
    html`<p class="note">Times count from the start of the run.</p>`,
    folded(count, table('Logs', ['Time', 'Level', 'Message'], rows), rows.length <= fewLogs),
  ]);
}

function logsToShow(run: Run, sorted: readonly Log[]): readonly Log[] {
  const failedAt = run.trace && timeOfFailure(run, run.trace);
  const before = failedAt === undefined ? sorted.length : sorted.filter(({ at }) => at <= failedAt).length;
  const end = Math.min(sorted.length, Math.max(before + mostAfter, mostLogs));
  return sorted.slice(Math.max(0, end - mostLogs), end);
}

function logCells({ at, level, message }: Log, startedAt: number): readonly Html[] {
  const isBad = /^(?:error|fatal|critical)$/i.test(level);
  const offset = `${at > startedAt ? '+' : ''}${formatOffset(at - startedAt, 1)}`;
  return [
    timeOf(at, offset),
    isBad ? html`<span class="failed">${level}</span>` : html`${level}`,
    html`<code class="message">${message}</code>`,
  ];
}

/** Takes a masked run. */
export function factSection(run: Run, now: number): Html {
  return section('facts', 'Run', definitions(runFacts(run, now)));
}
