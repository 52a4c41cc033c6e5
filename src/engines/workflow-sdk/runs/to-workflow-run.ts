import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { Run, RunError, RunSummary, Step } from '../../../model/run.ts';
import type { OpenItem } from '../files/open-items.ts';
import type { Members } from '../files/records.ts';
import type { RunFile } from '../files/run-file.ts';
import { decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import { ifPresent } from '../payloads/if-present.ts';
import type { RunTimeline } from '../timeline/run-timeline.ts';
import { attemptId, timelineSteps, toRunError } from '../timeline/timeline-steps.ts';
import { type ModelUse, sumModelUses } from './step-usage.ts';
import { findFailedStep } from './to-workflow-summary.ts';

type RunSources = {
  readonly file: RunFile;
  readonly summary: RunSummary;
  readonly members: Members;
  readonly timeline: RunTimeline;
  readonly uses: readonly ModelUse[];
  readonly sleeps: readonly OpenItem[];
  readonly hooks: readonly OpenItem[];
};

export async function toWorkflowRun(
  sources: RunSources,
  { hasSteps, signal }: { readonly hasSteps: boolean; readonly signal?: AbortSignal },
): Promise<Run> {
  const { summary, members, timeline, file } = sources;
  const steps = hasSteps ? await collectSteps(timeline, signal) : undefined;
  return {
    ...summary,
    ...ifPresent('input', decodeWorkflowPayload(members.input)),
    ...ifPresent('output', decodeWorkflowPayload(members.output)),
    ...ifPresent('error', errorOf(sources)),
    usage: sumModelUses(sources.uses),
    raw: { ...rawMembers(sources), file: file.name },
    ...ifPresent('steps', steps),
  };
}

async function collectSteps(
  timeline: RunTimeline,
  signal: AbortSignal | undefined,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const yielding = createYielding(signal);
  for (const batch of timelineSteps(timeline)) {
    steps.push(...batch);
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return steps;
}

function errorOf({ file, members, timeline }: RunSources): RunError | undefined {
  if (file.problem !== undefined) {
    return { value: file.problem, name: 'UnreadableFile', message: file.problem };
  }
  const { error } = file.record;
  const base = toRunError(error, decodeWorkflowPayload(members.error));
  if (!error || !base) return undefined;
  const records = timeline.steps.map(step => ({ ...step, error: step.attempts.at(-1)?.error }));
  const failed = findFailedStep(records, error);
  const attempt = failed?.attempts.at(-1)?.number ?? 1;
  return failed ? { ...base, stepId: attemptId(failed.id, attempt) } : base;
}

/** Unknown members included. */
function rawMembers({ members, sleeps, hooks }: RunSources): Readonly<Record<string, unknown>> {
  const { input: _input, output: _output, error: _error, ...rest } = members;
  return {
    ...rest,
    ...(sleeps.length > 0 ? { openWaits: sleeps.map(({ members: wait }) => wait) } : {}),
    ...(hooks.length > 0 ? { openHooks: hooks.map(({ members: hook }) => withoutPayload(hook)) } : {}),
  };
}

function withoutPayload({ metadata: _metadata, ...hook }: Members): Members {
  return hook;
}
