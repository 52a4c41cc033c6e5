import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { Run, RunError, RunSummary, Step } from '../../../model/run.ts';
import type { OpenItem } from '../files/open-items.ts';
import type { Members } from '../files/records.ts';
import type { RunFile } from '../files/run-file.ts';
import { decodePayload } from '../payloads/decode-payload.ts';
import type { RunStory } from '../timeline/run-timeline.ts';
import { attemptId, toRunError, toSteps } from '../timeline/timeline-steps.ts';
import { findFailedStep } from './failed-step.ts';
import { type ModelUse, sumModelUses } from './step-usage.ts';
import { given } from './to-workflow-summary.ts';

export type RunSources = {
  readonly file: RunFile;
  readonly summary: RunSummary;
  readonly members: Members;
  readonly story: RunStory;
  readonly uses: readonly ModelUse[];
  readonly sleeps: readonly OpenItem[];
  readonly hooks: readonly OpenItem[];
};

export async function toRun(
  sources: RunSources,
  { hasSteps, signal }: { readonly hasSteps: boolean; readonly signal?: AbortSignal },
): Promise<Run> {
  const { summary, members, story, file } = sources;
  const steps = hasSteps ? await collectSteps(story, signal) : undefined;
  return {
    ...summary,
    ...given('input', decodePayload(members.input)),
    ...given('output', decodePayload(members.output)),
    ...given('error', errorOf(sources)),
    usage: sumModelUses(sources.uses),
    raw: { ...rawMembers(sources), file: file.name },
    ...given('steps', steps),
  };
}

async function collectSteps(story: RunStory, signal: AbortSignal | undefined): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const yielding = createYielding(signal);
  for (const made of toSteps(story)) {
    steps.push(...made);
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return steps;
}

function errorOf({ file, members, story }: RunSources): RunError | undefined {
  if (file.problem !== undefined) {
    return { value: file.problem, name: 'UnreadableFile', message: file.problem };
  }
  const { error } = file.record;
  const base = toRunError(error, decodePayload(members.error));
  if (!error || !base) return undefined;
  const records = story.steps.map(step => ({ ...step, error: step.attempts.at(-1)?.error }));
  const failed = findFailedStep(records, error);
  const attempt = failed?.attempts.at(-1)?.number ?? 1;
  return failed ? { ...base, stepId: attemptId(failed.id, attempt) } : base;
}

/** What the engine keeps of a run besides its payloads, fields that nobody here knows included. */
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
