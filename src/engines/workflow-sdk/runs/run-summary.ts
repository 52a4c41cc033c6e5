import { inTurns, mapPieces } from '../../../async/yield-to-event-loop.ts';
import { InspectorError } from '../../../model/errors.ts';
import { summarizeFacts } from '../../../model/failure/summarize-failure.ts';
import { isRecord } from '../../../model/is-record.ts';
import { memo, once } from '../../../model/memo.ts';
import { isLazy } from '../../../model/payload/lazy/lazy-parts.ts';
import { LazyContainer, unfold } from '../../../model/payload/lazy/lazy-payload.ts';
import type { ErrorSummary, RunSummary, UsageItem } from '../../../model/run.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import { errorLine } from '../../../model/text/cut-text.ts';
import { blankRun } from '../../kit/run-source.ts';
import { shortName } from '../../workflow-names.ts';
import {
  type ErrorRecord,
  type Members,
  type RunErrorRecord,
  type StepRecord,
  withoutRetries,
} from '../files/records.ts';
import { type RunFile, unread } from '../files/run-files.ts';
import type { RunParts } from '../files/run-parts.ts';
import { decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import type { WorkflowRow } from './run-status.ts';

/** Read on first use, because most lists do not show it. */
type StepInfo = {
  readonly count: () => number | undefined;
  readonly models: () => readonly string[];
  readonly steps: () => readonly StepRecord[];
};

const trigger = { type: 'api', label: 'API', raw: 'start()' };

/** `createdAt` is the id's time, by which file names sort; `queuedAt` the recorded one, a few ms later. */
function toSummary({ file, state }: WorkflowRow, steps: StepInfo): RunSummary {
  const { status } = state;
  const { record } = file;
  const finishedAt = isActive({ status }) && status !== 'unknown' ? undefined : record.completedAt;
  return {
    id: file.id,
    kind: 'workflow',
    name: shortName(record.workflowName),
    ...state,
    trigger,
    ...{ createdAt: file.createdAt, queuedAt: record.createdAt, startedAt: record.startedAt, finishedAt },
    services: [],
    get models() {
      return steps.models();
    },
    get stepCount() {
      return steps.count();
    },
    errorSummary: toErrorSummary(file, status, steps),
  };
}

function toErrorSummary(
  { record, problem }: RunFile,
  status: RunStatus,
  steps: StepInfo,
): ErrorSummary | undefined {
  if (problem !== undefined) return { name: 'UnreadableFile', message: errorLine(problem) };
  const { error } = record;
  if (!error || status === 'success') return undefined;
  const stepName = () => {
    const failed = findFailedStep(steps.steps(), error);
    return failed && shortName(failed.name);
  };
  const summarize = (step?: string) => summarizeError(error, step, shortName(record.workflowName));
  const { name, message, code, cause } = summarize();
  let failure: string | undefined;
  return {
    ...{ name, message, code, cause },
    get step() {
      return stepName();
    },
    // Lazy: only groups of failures need it, and a row must not read its steps.
    get failure() {
      if (status === 'failed') failure ??= summarize(stepName()).failure;
      return failure;
    },
  };
}

function summarizeError(error: RunErrorRecord, step: string | undefined, workflow: string): ErrorSummary {
  const { name, facts, fingerprint } = error;
  const message = withoutRetries(error.message);
  return summarizeFacts({ error: { name, message }, facts, fingerprint, step, name: workflow });
}

/** The last failed step whose message ends the run's error; none when the workflow itself failed. */
export function findFailedStep(
  steps: readonly StepRecord[],
  { message }: ErrorRecord,
): StepRecord | undefined {
  return steps.findLast(
    ({ status, error }) => status === 'failed' && error !== undefined && repeats(message, error.message),
  );
}

/** Only after a colon: a short message may end another by chance. */
function repeats(message: string, ofStep: string): boolean {
  return message === ofStep || (ofStep !== '' && message.endsWith(`: ${ofStep}`));
}

export function createSummarizer(parts: RunParts) {
  const kept = memo((file: RunFile, state: WorkflowRow['state']) => summarize(file, state));
  const whole = new WeakMap<WorkflowRow, StepInfo>();
  const summarize = (file: RunFile, state: WorkflowRow['state']) =>
    toSummary({ file, state }, createLazyStepInfo(file, parts));
  return {
    /** Lets the summary use steps that were read with the run. */
    addSteps: (row: WorkflowRow, steps: readonly StepRecord[], models: readonly string[]) => {
      whole.set(row, { count: () => steps.length, steps: () => steps, models: () => models });
    },
    toSummary: (row: WorkflowRow): RunSummary => {
      const { file, state } = row;
      if (file.record.workflowName === unread)
        return { ...blankRun, id: file.id, createdAt: file.createdAt, ...state };
      const steps = whole.get(row);
      if (steps) return toSummary(row, steps);
      return isActive(state) ? summarize(file, state) : kept(file, state);
    },
  };
}

function createLazyStepInfo({ id }: RunFile, parts: RunParts): StepInfo {
  const read = once(() => summarizeSteps(parts.stepsNow(id)));
  return {
    count: () => readOr(() => parts.stepCount(id), undefined),
    steps: () => readOr(read, noSteps).steps,
    models: () => readOr(read, noSteps).models,
  };
}

const noSteps = { steps: [], models: [] };

/** A row shows nothing of steps that cannot be read; opening the run reports why. */
function readOr<Value, Nothing>(read: () => Value, otherwise: Nothing): Value | Nothing {
  try {
    return read();
  } catch (error) {
    if (error instanceof InspectorError) return otherwise;
    throw error;
  }
}

/** Drops payloads, because rows stay in memory. */
function summarizeSteps(steps: readonly StepRecord[]) {
  const uses = steps.flatMap(({ output }) => findModelUse(decodeWorkflowPayload(output)) ?? []);
  return {
    models: modelsOf(uses),
    steps: steps.map(step => ({ ...step, input: undefined, output: undefined })),
  };
}

type ModelUse = { readonly model?: string; readonly inputTokens?: number; readonly outputTokens?: number };

/** Finds `totalUsage` (every call), else `usage`, at the top or one level down; prefers one with a model. */
function findModelUse(output: unknown): ModelUse | undefined {
  const top = openRecord(output);
  if (!top) return undefined;
  const own = findUse(top);
  if (own) return own;
  const inner = Object.values(top).flatMap(value => {
    const holder = openRecord(value);
    return (holder && findUse(holder)) ?? [];
  });
  const use = inner.find(({ model }) => model !== undefined) ?? inner[0];
  return use && { ...use, model: use.model ?? modelOf(top) };
}

const mostMembers = 1_000;

function openRecord(value: unknown): Members | undefined {
  const opened = value instanceof LazyContainer && value.size <= mostMembers ? unfold(value) : value;
  return isRecord(opened) && !isLazy(opened) ? opened : undefined;
}

function findUse(holder: Members): ModelUse | undefined {
  const usage = [holder.totalUsage, holder.usage].filter(isRecord).find(hasTokens);
  if (!usage) return undefined;
  return {
    model: modelOf(holder) ?? modelOf(usage),
    inputTokens: tokensOf(usage, inputNames),
    outputTokens: tokensOf(usage, outputNames),
  };
}

const inputNames = ['inputTokens', 'promptTokens', 'input_tokens', 'prompt_tokens'];
const outputNames = ['outputTokens', 'completionTokens', 'output_tokens', 'completion_tokens'];
const modelNames = ['model', 'modelId', 'model_id'];

function hasTokens(usage: Members): boolean {
  return tokensOf(usage, inputNames) !== undefined || tokensOf(usage, outputNames) !== undefined;
}

/** A number, or an object with the total. */
function tokensOf(usage: Members, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = usage[name];
    const tokens = isRecord(value) ? value.total : value;
    if (typeof tokens === 'number' && Number.isFinite(tokens)) return tokens;
  }
  return undefined;
}

function modelOf(holder: Members): string | undefined {
  for (const from of [holder, holder.response, holder.responseMetadata, holder.model]) {
    if (!isRecord(from)) continue;
    const name = modelNames.map(key => from[key]).find(value => typeof value === 'string' && value !== '');
    if (typeof name === 'string') return name;
  }
  return undefined;
}

export async function readModelUses(steps: readonly StepRecord[], signal: AbortSignal | undefined) {
  const findIn = ({ output }: StepRecord) => findModelUse(decodeWorkflowPayload(output));
  return (await inTurns(mapPieces(steps, findIn), signal)).filter(use => use !== undefined);
}

export function modelsOf(uses: readonly ModelUse[]): readonly string[] {
  return [...new Set(uses.flatMap(({ model }) => model ?? []))];
}

export function sumModelUses(uses: readonly ModelUse[]): readonly UsageItem[] {
  const byName = Map.groupBy(uses, ({ model }) => model ?? 'model not named');
  return [...byName].map(([name, all]) => ({
    name,
    kind: 'model',
    quantity: all.length,
    unit: all.length === 1 ? 'call' : 'calls',
    inputTokens: sum(all.map(use => use.inputTokens)),
    outputTokens: sum(all.map(use => use.outputTokens)),
  }));
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
}
