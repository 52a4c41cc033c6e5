import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { type Fields, fieldsOf, isRecord, listOf, textOf } from '../../model/is-record.ts';
import type { ErrorSummary, RunError } from '../../model/run.ts';
import { isActive, type RunStatus } from '../../model/status.ts';
import { toIsoTime } from '../../model/text/formats.ts';
import type { RunDetails } from '../kit/define-store.ts';
import { toRecordedError } from '../kit/serialized-error.ts';
import type { Work, WorkItem } from '../kit/work-items.ts';
import { type Execution, statusOf, toRunStatus } from './execution-row.ts';

type NodeRun = {
  readonly id: string;
  readonly node: string;
  readonly fields: Fields;
  readonly startAt: number;
};

/** By start. A retry also has the node runs of its origin before the failed node. */
function nodeRunsOf({ whole = {}, stoppedAt }: Pick<Execution, 'whole' | 'stoppedAt'>): readonly NodeRun[] {
  const { runData } = resultOf(whole);
  const runs = Object.entries(fieldsOf(runData)).flatMap(([node, all]) =>
    listOf(all)
      .filter(isRecord)
      .map(fields => ({ node, fields, startAt: startOf(fields, stoppedAt) })),
  );
  return runs
    .sort((a, b) => a.startAt - b.startAt || indexOf(a.fields) - indexOf(b.fields))
    .map((run, at) => ({ ...run, id: `node-${String(at + 1).padStart(6, '0')}` }));
}

const earliestMs = 100_000_000_000;

/** After a crash n8n has whole seconds: then the latest possible time, so that the run follows the others. */
function startOf({ startTime }: Fields, stoppedAt = Number.POSITIVE_INFINITY): number {
  const at = numberOf(startTime) ?? 0;
  return at > 0 && at < earliestMs ? Math.min(at * 1_000 + 999, stoppedAt) : at;
}

function resultOf({ data }: Fields): Fields {
  return fieldsOf(fieldsOf(data).resultData);
}

function indexOf({ executionIndex }: Fields): number {
  return numberOf(executionIndex) ?? 0;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function toWork(row: Execution): Work {
  const { whole = {} } = row;
  const types = new Map(
    listOf(fieldsOf(whole.workflowData).nodes).map(node => [fieldsOf(node).name, fieldsOf(node).type]),
  );
  const runData = fieldsOf(resultOf(whole).runData);
  return {
    items: nodeRunsOf(row).map(run => ({
      ...toItem(row, run, textOf(types.get(run.node))),
      input: () => inputOf(run.fields, runData),
      output: () => outputOf(run.fields),
    })),
    attributes: { workflowId: row.workflowId, mode: row.mode },
  };
}

function toItem(row: Execution, { id, node, fields, startAt }: NodeRun, type?: string): WorkItem {
  const status = itemStatus(row, fields);
  const isOpen = fields.executionStatus === 'waiting' || fields.executionStatus === 'running';
  const endedAt = isOpen ? row.stoppedAt : startAt + (numberOf(fields.executionTime) ?? 0);
  // Only the error of a failed child names its execution.
  const ofChild = fieldsOf(fieldsOf(fields.metadata).subExecution).executionId;
  const childId = textOf(ofChild) ?? textOf(fieldsOf(fields.error).executionId);
  const isTakenOver = row.retryOf !== undefined && startAt < (row.startedAt ?? row.createdAt);
  const times = isTakenOver
    ? { createdAt: row.createdAt, endedAt: row.createdAt }
    : { createdAt: startAt, endedAt };
  const origin = { takenOverFrom: row.retryOf, ranAt: toIsoTime(startAt) };
  return {
    ...{ id, name: node, type: typeOf(type), status, ...times },
    ...(isActive({ status, finishedAt: endedAt }) ? { endedAt: undefined } : {}),
    wakeAt: status === 'sleeping' ? row.waitTill : undefined,
    childId: childId === row.id ? undefined : childId,
    ...(isRecord(fields.error) ? { error: toError(fields.error) } : {}),
    attributes: { node: type, ...(isTakenOver ? origin : {}) },
  };
}

/** A resume replaces the node that waited: one that still waits in a run that is over never went on. */
function itemStatus(row: Execution, { executionStatus }: Fields): RunStatus {
  const run = toRunStatus(row);
  const own = executionStatus === 'waiting' && run === 'sleeping' ? run : statusOf(textOf(executionStatus));
  const isOver = !isActive({ status: run, finishedAt: row.stoppedAt });
  if (!isOver || !isActive({ status: own })) return own;
  return run === 'canceled' ? run : 'unknown';
}

function typeOf(type = ''): string {
  const name = type.split('.').at(-1) ?? '';
  if (name === 'wait') return 'sleep';
  return name === 'executeWorkflow' ? 'workflow' : 'action';
}

/** The first output with items. Nodes of agents have outputs with other names than `main`. */
function outputOf({ data }: Fields): unknown {
  const outputs = Object.values(fieldsOf(data)).flatMap(listOf);
  const filled = outputs.filter(items => listOf(items).length > 0);
  return filled.length > 1 ? filled.map(itemsOf) : itemsOf(filled[0] ?? outputs[0]);
}

/** What the nodes before gave it, or what its agent asked of it. */
function inputOf({ source, inputOverride }: Fields, runData: Fields): unknown {
  if (isRecord(inputOverride)) return outputOf({ data: inputOverride });
  const inputs = listOf(source).flatMap(one => {
    const { previousNode, previousNodeOutput = 0, previousNodeRun = 0 } = fieldsOf(one);
    if (typeof previousNode !== 'string') return [];
    const { data } = fieldsOf(listOf(runData[previousNode])[Number(previousNodeRun)]);
    return [itemsOf(listOf(fieldsOf(data).main)[Number(previousNodeOutput)])];
  });
  return inputs.length > 1 ? inputs : inputs[0];
}

/** A single item stands for its list. n8n puts an artificial item in place of what a crash lost. */
function itemsOf(items: unknown): unknown {
  if (!Array.isArray(items)) return undefined;
  const values = items.map(item => {
    const { json, binary } = fieldsOf(item);
    const isLost = fieldsOf(json).isArtificialRecoveredEventItem === true;
    return binary === undefined ? (isLost ? undefined : json) : { json, binary };
  });
  return values.length === 1 ? values[0] : values;
}

export function toDetails(row: Execution): RunDetails {
  const { whole = {} } = row;
  const runs = nodeRunsOf(row);
  const { error: runError, lastNodeExecuted } = resultOf(whole);
  const failed = failedIn(runs, runError);
  const error = runError ?? failed?.fields.error;
  const status = toRunStatus(row);
  const input = runs[0] && outputOf(runs[0].fields);
  const last = runs.findLast(({ node }) => node === lastNodeExecuted);
  const output = status === 'success' && last ? outputOf(last.fields) : undefined;
  const { timestamp, reason, message } = fieldsOf(runError);
  const requestedAt = numberOf(timestamp) ?? row.stoppedAt;
  const why = reason === 'manual' ? undefined : textOf(message);
  const isCanceled = status === 'canceled' && requestedAt !== undefined;
  const { data: _, workflowData: __, resumeToken: ___, ...raw } = whole;
  return {
    input,
    output,
    error: status === 'failed' && isRecord(error) ? { ...toError(error), stepId: failed?.id } : undefined,
    cancel: isCanceled ? { requestedAt, outcome: why ?? 'canceled' } : undefined,
    retries: row.retrySuccessId === undefined ? undefined : [row.retrySuccessId],
    raw: { ...raw, lastNodeExecuted },
  };
}

/** If the execution has no error, it went on after errors of nodes before the last. */
function failedIn(runs: readonly NodeRun[], runError: unknown): NodeRun | undefined {
  const last = runError === undefined ? runs.slice(-1) : runs;
  return last.findLast(({ fields }) => isRecord(fields.error));
}

export function errorOf(whole: Fields, name: string): ErrorSummary | undefined {
  const { error: runError, lastNodeExecuted } = resultOf(whole);
  const failed = failedIn(nodeRunsOf({ whole }), runError);
  const error = runError ?? failed?.fields.error;
  if (!isRecord(error)) return undefined;
  const step = textOf(fieldsOf(error.node).name) ?? textOf(lastNodeExecuted) ?? failed?.node;
  return summarizeFailure({ error: toError(error), step, name });
}

/** A Code node's error has its class in the description, unless it is `Error`. */
function toError(error: Fields): RunError {
  const { httpCode, description, name } = error;
  const recorded = toRecordedError(error);
  const isWrapped = name === 'WrappedExecutionError';
  const wrapped = /^\w+$/.exec(textOf(description) ?? '')?.[0] ?? 'Error';
  return {
    ...recorded,
    ...(isWrapped ? { name: wrapped } : {}),
    ...(textOf(httpCode) === undefined ? {} : { code: textOf(httpCode) }),
  };
}
