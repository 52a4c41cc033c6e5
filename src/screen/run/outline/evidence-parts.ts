import { answerCall } from '../../../model/report/failing-step.ts';
import type { LogsAround } from '../../../model/report/logs-around.ts';
import { type NamedInput, namedInputs, nameOfInput } from '../../../model/report/named-inputs.ts';
import type { Log, Run } from '../../../model/run.ts';
import { formatClock, formatCount } from '../../../model/text/formats.ts';
import type { FailureAnswer } from '../failure-answer.ts';
import type { LogNode, Part, ValueNode } from './outline-node.ts';
import { block, section } from './outline-parts.ts';

type Options = Pick<FailureAnswer, 'call' | 'logs'> & { readonly reveal: boolean };

/** What explains an error: the input that its message names, the call that failed, the logs around it. */
export function evidenceParts(run: Run, { call, logs, reveal }: Options): readonly Part[] {
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
  const node: ValueNode = { type: 'value', key, name, value, isSecret, reveal };
  return isOfStep ? node : { ...node, inputPath: path };
}

function logsSection(
  { before, after, beforeTotal, afterTotal, failedAt }: LogsAround,
  reveal: boolean,
): Part {
  const node = (log: Log, index: number, side: string): LogNode => ({
    type: 'log',
    key: `${side} ${index + 1}`,
    log,
    reveal,
    isDim: true,
  });
  const parts: readonly Part[] = [
    ...before.map((log, index) => node(log, index, 'before')),
    block('failure', `✖ ${formatClock(failedAt)} failed here`, reveal, 'error'),
    ...after.map((log, index) => node(log, index, 'after')),
  ];
  const words = [countOf(before, beforeTotal, 'before'), countOf(after, afterTotal, 'after')];
  return section('logs', 'logs', parts, {
    note: words.filter(Boolean).join(', '),
    tone: 'plain',
    pathName: 'logs',
    content: { type: 'value', value: [...before, ...after] },
  });
}

/** `12 before`, `the last 4 of 12 before`. */
function countOf(shown: readonly Log[], total: number, side: 'before' | 'after'): string {
  if (total === 0) return `none ${side}`;
  if (shown.length === total) return `${formatCount(total)} ${side}`;
  const end = side === 'before' ? 'last' : 'first';
  return `the ${end} ${shown.length} of ${formatCount(total)} ${side}`;
}
