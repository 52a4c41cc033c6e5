import { answerSentence } from '../../model/report/answer-sentence.ts';
import { describeError } from '../../model/report/describe-error.ts';
import { errorChain } from '../../model/report/error-causes.ts';
import { answerCall } from '../../model/report/failing-step.ts';
import { usualText } from '../../model/report/how-usual.ts';
import { type LogsAround, logsAround } from '../../model/report/logs-around.ts';
import { type NamedInput, namedInputs, nameOfInput } from '../../model/report/named-inputs.ts';
import type { Run, RunError } from '../../model/run.ts';
import { formatClock, formatCount } from '../../model/text/formats.ts';
import { mask } from '../../model/text/secrets/secret-value.ts';
import type { FailureFindings } from '../../operations/failures/read-failure-findings.ts';
import type { Theme } from '../../screen/paint/theme.ts';
import type { PayloadWriter } from './payload-lines.ts';

type Shown = { readonly theme: Theme; readonly payloads: PayloadWriter };

/** A heading with the sentence that answers what failed, and the lines below it. */
export type FailedSection = { readonly note: string; readonly lines: readonly string[] };

/** The error of a run: what failed, the innermost cause first, and what explains it. */
export function failedSection(run: Run, found: FailureFindings, shown: Shown): FailedSection | undefined {
  const { error, errorSummary, status } = run;
  if (!error && !errorSummary && status !== 'failed') return undefined;
  const whole: Run = { ...(found.whole ?? run), trace: found.trace ?? run.trace };
  const usual = found.usual ? usualText(found.usual) : '';
  const { payloads } = shown;
  return {
    note: [payloads.line(answerSentence(whole)), usual].filter(Boolean).join(' · '),
    lines: [
      ...chainLines(error ?? { value: undefined, ...errorSummary }, shown),
      ...namedInputs(whole).flatMap(input => inputLines(input, payloads)),
      ...callLines(whole, payloads),
      ...stackLines(error, payloads),
      ...logLines(whole, shown),
    ],
  };
}

function chainLines(error: RunError, { theme, payloads }: Shown): readonly string[] {
  const [innermost, ...wrappers] = errorChain(error);
  if (innermost === undefined) return error.value === undefined ? [] : payloads.value(error.value);
  return [
    ...payloads.text(innermost).map(line => theme.error(line)),
    ...wrappers.flatMap(wrapper => payloads.text(`wrapped in ${wrapper}`)),
  ];
}

/** `input.items.0.qty  five`, masked by the names on its path. */
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
  const { before, after, beforeTotal, afterTotal, failedAt } = around;
  return [
    theme.dim(`logs: ${formatCount(beforeTotal)} before, ${formatCount(afterTotal)} after`),
    ...before.map(log),
    theme.error(`${formatClock(failedAt)} failed here`),
    ...after.map(log),
  ];
}

/** The stack without the message that it begins with. */
function stackLines(error: RunError | undefined, payloads: PayloadWriter): readonly string[] {
  const { stack = '' } = error ?? {};
  const named = error ? describeError(error) : '';
  return payloads.text((stack.startsWith(named) ? stack.slice(named.length) : stack).replace(/^\n/u, ''));
}
