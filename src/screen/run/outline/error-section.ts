import { knownError } from '../../../model/failure/summarize-failure.ts';
import { answerSentence } from '../../../model/report/answer-sentence.ts';
import { errorPayload } from '../../../model/report/copy-choices.ts';
import { describeCode, errorChain } from '../../../model/report/describe-error.ts';
import { answerCall, type FailingCall, failingStep } from '../../../model/report/failing-step.ts';
import { type HowUsual, usualText } from '../../../model/report/how-usual.ts';
import { failureMark, type LogsAround } from '../../../model/report/logs-around.ts';
import { type NamedInput, namedInputs, nameOfInput } from '../../../model/report/named-inputs.ts';
import { leftOutText, withoutOwnFrames } from '../../../model/report/shown-stack.ts';
import type { Log, Run, RunError } from '../../../model/run.ts';
import { formatCount } from '../../../model/text/formats.ts';
import { keyOf } from '../../shell/keymap.ts';
import {
  block,
  entries,
  foldedText,
  type LogNode,
  type Part,
  payloadNode,
  type SectionNode,
  section,
  titleWidth,
  type ValueNode,
} from './outline-node.ts';
import { payloadSection } from './payload-size.ts';
import { isContainer } from './payload-values.ts';

/** Facts about a failure that the run does not record, read once the run is open. */
export type FailureAnswer = {
  readonly usual?: HowUsual;
  /** The team's note on its group of failures, and what `W` last found about the group. */
  readonly ofGroup?: readonly string[];
  readonly call?: FailingCall;
  readonly logs?: LogsAround;
};

type Known = { readonly isRead: boolean; readonly answer?: FailureAnswer };

export function errorSection(run: Run, reveal: boolean, { isRead, answer }: Known): SectionNode | undefined {
  const error = knownError(run);
  if (!error && run.status !== 'failed') return undefined;
  const evidence = evidenceParts(run, { ...answer, reveal });
  const parts = [
    ...lostText(run, reveal),
    ...errorParts(error ?? { value: undefined }, reveal, evidence),
    ...stepInput(run, reveal),
  ];
  const payload = errorPayload(run);
  return section('error', 'Error', parts, {
    titleWidth,
    tone: 'error',
    note: answerSentence(run, isRead),
    tail: run.status === 'failed' ? tailOf(answer) : [],
    pathName: 'error',
    content: payload === undefined ? undefined : { type: 'value', value: payload },
  });
}

function tailOf({ usual, ofGroup = [] }: FailureAnswer = {}): readonly string[] {
  return [...(usual ? [usualText(usual)] : []), ...ofGroup, `${keyOf('groups')} group`];
}

function stepInput(run: Run, reveal: boolean): readonly Part[] {
  const step = failingStep(run);
  if (step?.input === undefined) return [];
  const options = { tone: 'plain', isOpenAtFirst: false, pathName: 'input' } as const;
  return [payloadSection('step-input', `input of ${step.name}`, step.input, reveal, options)];
}

/** Puts the innermost cause first, then the errors that wrap it. */
export function errorParts(
  error: RunError,
  reveal: boolean,
  evidence: readonly Part[] = [],
): readonly Part[] {
  const parts: Part[] = [];
  const [innermost, ...wrappers] = errorChain(error);
  if (innermost !== undefined) parts.push(block('message', innermost, reveal, 'error'));
  else if (error.value !== undefined && !isContainer(error.value)) parts.push(entries(error.value, reveal));
  wrappers.forEach((wrapper, index) => {
    parts.push(block(`wrapper ${index + 1}`, `wrapped in ${wrapper}`, reveal, 'plain'));
  });
  const code = error.code === undefined ? innermost : describeCode(error.code);
  if (code !== undefined && code !== innermost) parts.push(block('code', code, reveal, 'dim'));
  parts.push(...evidence);
  if (error.stack) parts.push(stackSection(error.stack, reveal));
  if (isContainer(error.value)) {
    const options = { tone: 'plain', isOpenAtFirst: false } as const;
    parts.push(payloadSection('value', 'raw error', error.value, reveal, options));
  }
  return parts;
}

function stackSection(stack: string, reveal: boolean): SectionNode {
  const shown = withoutOwnFrames(stack);
  const node = foldedText('stack', 'stack', shown.text, reveal);
  return { ...node, note: [node.note, leftOutText(shown)].filter(Boolean).join(' · ') };
}

function lostText(run: Run, reveal: boolean): readonly Part[] {
  if (run.isLost !== true) return [];
  const text =
    run.startedAt === undefined
      ? 'The process that queued it is gone, so nothing will start it.'
      : 'The process that ran it is gone. It ended without saying how, so nothing more will be recorded.';
  return [block('lost', text, reveal, 'warning')];
}

type Evidence = Pick<FailureAnswer, 'call' | 'logs'> & { readonly reveal: boolean };

function evidenceParts(run: Run, { call, logs, reveal }: Evidence): readonly Part[] {
  const failing = answerCall(run, call);
  const status = failing === undefined ? '' : `status ${failing.statusCode}`;
  const from = failing?.name ? ` from ${failing.name}` : '';
  return [
    ...namedInputs(run).map((input, index) => inputNode(input, index, reveal)),
    ...(failing ? [block('call', status + from, reveal)] : []),
    ...(logs ? [logsSection(logs, reveal)] : []),
  ];
}

function inputNode(input: NamedInput, index: number, reveal: boolean): Part {
  const { path, value, isSecret, isOfStep } = input;
  const name = nameOfInput(input);
  const key = `named ${index + 1}`;
  if (value === undefined) return block(key, `${name} is not there`, reveal);
  const node: ValueNode = { ...payloadNode(key, name, value, reveal), isSecret };
  return isOfStep ? node : { ...node, inputPath: path };
}

function logsSection(around: LogsAround, reveal: boolean): Part {
  const { before, after, beforeTotal, afterTotal } = around;
  const nodes = (logs: readonly Log[], side: string) =>
    logs.map(
      (log, index): LogNode => ({ type: 'log', key: `${side} ${index + 1}`, log, reveal, isDim: true }),
    );
  const parts: readonly Part[] = [
    ...nodes(before, 'before'),
    block('failure', `✖ ${failureMark(around)}`, reveal, 'error'),
    ...nodes(after, 'after'),
  ];
  const [earlier, later] = [shownOf(before, beforeTotal, 'before'), shownOf(after, afterTotal, 'after')];
  return section('logs', 'logs', parts, {
    note: `${earlier} the failure, ${later}`,
    tone: 'plain',
    pathName: 'logs',
    content: { type: 'value', value: [...before, ...after] },
  });
}

/** `12 before`, `the last 4 of 12 before`. */
function shownOf(shown: readonly Log[], total: number, side: 'before' | 'after'): string {
  if (total === 0) return `none ${side}`;
  if (shown.length === total) return `${formatCount(total)} ${side}`;
  const end = side === 'before' ? 'last' : 'first';
  return `the ${end} ${shown.length} of ${formatCount(total)} ${side}`;
}
