import { summarizeFacts } from '../../../model/failure/summarize-failure.ts';
import type { ErrorSummary, RunSummary } from '../../../model/run.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import { errorLine } from '../../../model/text/error-line.ts';
import { shortName } from '../../workflow-names.ts';
import { type ErrorRecord, type RunErrorRecord, withoutRetries } from '../files/error-records.ts';
import type { StepRecord } from '../files/records.ts';
import type { RunFile } from '../files/run-file.ts';
import { ifPresent } from '../payloads/if-present.ts';
import type { WorkflowRunStatus } from './workflow-run-status.ts';

/** Read on first use, because most lists do not show it. */
export type LazyStepInfo = {
  /** `undefined` when the steps cannot be read. */
  readonly count: () => number | undefined;
  readonly models: () => readonly string[];
  readonly steps: () => readonly StepRecord[];
};

/** The engine starts every run through `start()`. */
const trigger = { type: 'api', label: 'API', raw: 'start()' };

/** `createdAt` is the id's time, by which file names sort; `queuedAt` the recorded one, a few ms later. */
export function toWorkflowSummary(
  file: RunFile,
  { status, statusRaw, wakeAt, pausedAt }: WorkflowRunStatus,
  steps: LazyStepInfo,
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
    ...ifPresent('pausedAt', pausedAt),
    services: [],
    get models() {
      return steps.models();
    },
    get stepCount() {
      return steps.count();
    },
    ...ifPresent('errorSummary', toErrorSummary(file, status, steps)),
  };
}

function toErrorSummary(
  { record, problem }: RunFile,
  status: RunStatus,
  steps: LazyStepInfo,
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
    ...ifPresent('name', name),
    message,
    ...ifPresent('code', code),
    ...ifPresent('cause', cause),
    get step() {
      return stepName();
    },
    // Only the failures of a store need it, and a row must not read its steps.
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

type Failed = { readonly status: string; readonly error?: ErrorRecord };

/** The last failed step whose message ends the run's error; none when the workflow itself failed. */
export function findFailedStep<Step extends Failed>(
  steps: readonly Step[],
  { message }: ErrorRecord,
): Step | undefined {
  return steps.findLast(
    ({ status, error }) => status === 'failed' && error !== undefined && repeats(message, error.message),
  );
}

/** After a colon, because a short message may end another by chance. */
function repeats(message: string, ofStep: string): boolean {
  return message === ofStep || (ofStep !== '' && message.endsWith(`: ${ofStep}`));
}
