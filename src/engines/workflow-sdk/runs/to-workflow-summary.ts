import { errorLine } from '../../../model/error-line.ts';
import type { ErrorSummary, RunSummary } from '../../../model/run.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import { shortName } from '../../workflow-names.ts';
import type { StepRecord } from '../files/records.ts';
import type { RunFile } from '../files/run-file.ts';
import { findFailedStep } from './failed-step.ts';
import type { WorkflowRunStatus } from './workflow-run-status.ts';

/** What a row says of a run's steps, found when it is first asked for: few who read a list ask for it. */
export type LazyStepInfo = {
  /** `undefined` where they cannot be read. */
  readonly count: () => number | undefined;
  readonly models: () => readonly string[];
  readonly steps: () => readonly StepRecord[];
};

/** Every run of this engine is started by a program that calls its `start`. */
const trigger = { type: 'api', label: 'API', raw: 'start()' };

/**
 * A run is created when its id was made, so the time is the id's, and the order of the names is the order of
 * the runs. The engine's own time, a few ms later, is when it was queued.
 */
export function toWorkflowSummary(
  file: RunFile,
  { status, statusRaw, wakeAt }: WorkflowRunStatus,
  facts: LazyStepInfo,
): RunSummary {
  const { record } = file;
  const finishedAt = isActive({ status }) && status !== 'unknown' ? undefined : record.completedAt;
  return {
    id: file.id,
    kind: 'workflow',
    name: shortName(record.workflowName),
    status,
    ...ifPresent('statusRaw', statusRaw),
    ...ifPresent('wakeAt', wakeAt),
    trigger,
    createdAt: file.createdAt,
    ...ifPresent('queuedAt', record.createdAt),
    ...ifPresent('startedAt', record.startedAt),
    ...ifPresent('finishedAt', finishedAt),
    services: [],
    get models() {
      return facts.models();
    },
    get stepCount() {
      return facts.count();
    },
    ...ifPresent('errorSummary', toErrorSummary(file, status, facts)),
  };
}

function toErrorSummary(
  { record, problem }: RunFile,
  status: RunStatus,
  facts: LazyStepInfo,
): ErrorSummary | undefined {
  if (problem !== undefined) return { name: 'UnreadableFile', message: errorLine(problem) };
  const { error } = record;
  if (!error || status === 'success') return undefined;
  return {
    ...ifPresent('name', error.name),
    message: errorLine(withoutRetries(error.message)),
    get step() {
      const failed = findFailedStep(facts.steps(), error);
      return failed && shortName(failed.name);
    },
  };
}

/**
 * Of a step that was given up, what it threw: the SDK puts the step's whole name before it, and a row has
 * little room.
 */
function withoutRetries(message: string): string {
  return message.replace(/^Step "step\/\/[^"]*" failed after \d+ retr(?:y|ies): (?=.)/, '');
}

/** An absent member is no key at all. */
export function ifPresent<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value });
}
