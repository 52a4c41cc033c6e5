import { join } from 'node:path';
import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { RunStore } from '../../../contract/run-store.ts';
import { pageTrace, type TracePage } from '../../../contract/trace-pages.ts';
import { newestMessages, type Run, type RunError, type RunSummary, type Step } from '../../../model/run.ts';
import type { PayloadOptions, Signal } from '../../kit/run-source.ts';
import { folders } from '../files/data-files.ts';
import { type LargeFiles, readRunMembers } from '../files/large-files.ts';
import { isFileId } from '../files/name-groups.ts';
import type { OpenItem } from '../files/open-items.ts';
import { type EventRecord, ifPresent, type Members, type StepRecord } from '../files/records.ts';
import { type RunFile, toFoundRun } from '../files/run-file.ts';
import { decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import { buildTimeline, type RunTimeline } from '../timeline/run-timeline.ts';
import { timelineSpans } from '../timeline/timeline-spans.ts';
import { attemptId, timelineSteps, toRunError } from '../timeline/timeline-steps.ts';
import { type ModelUse, modelsOf, readModelUses, sumModelUses } from './step-usage.ts';
import { createStreamLogs } from './stream-logs.ts';
import { findFailedStep } from './to-workflow-summary.ts';
import { createSummarizer, type WorkflowData } from './workflow-run-source.ts';

type RunOptions = Parameters<RunStore['getRun']>[1] & object;
type TraceOptions = Parameters<RunStore['getTrace']>[1] & object;
type WholeFile = { readonly file: RunFile; readonly members: Members };

type Parts = {
  readonly events: readonly EventRecord[];
  readonly steps: readonly StepRecord[];
  readonly uses: readonly ModelUse[];
};

export function createWorkflowRunReader(folder: string, data: WorkflowData, large: LargeFiles) {
  const summarize = createSummarizer(data);
  const streamLogs = createStreamLogs(folder);

  async function find(id: string): Promise<RunFile | undefined> {
    if (!isFileId(id)) return undefined;
    await data.files.refresh();
    return data.files.find(id);
  }

  /** Rereads the file for its payloads. It may have changed since it was found. */
  async function readWithMembers(found: RunFile, signal: AbortSignal | undefined): Promise<WholeFile> {
    if (found.problem !== undefined) return { file: found, members: {} };
    const members = await readRunMembers(join(folder, folders.runs, found.name), large, signal);
    if (!members) return { file: found, members: {} };
    return { file: toFoundRun(found.name, { type: 'read', value: members })?.file ?? found, members };
  }

  /** Events before steps: the engine writes them the other way round, so no step is missing. */
  async function readParts(
    id: string,
    { withPayloads, signal }: { readonly withPayloads: boolean } & Signal,
  ) {
    const events = await data.parts.events(id, signal);
    return { events, steps: await data.parts.steps(id, { withPayloads, signal }) };
  }

  async function readTimeline(file: RunFile, { events, steps, uses, signal }: Parts & Signal) {
    await data.open.refresh(signal);
    const stepInfo = { count: () => steps.length, steps: () => steps, models: () => modelsOf(uses) };
    const summary = await summarize(file, { now: Date.now(), steps: stepInfo, signal });
    const sleeps = await data.open.sleepsOf(file.id, signal);
    const timeline = await buildTimeline(file, { status: summary.status, steps, events, sleeps });
    return { summary, timeline, sleeps };
  }

  return {
    find,
    /** The payloads that a filter asks for; a run's streams are read only for its log messages. */
    loadPayloads: async (file: RunFile, { withLogs = false, signal }: PayloadOptions = {}) => {
      const payloads = await data.loadPayloads(file, { signal });
      if (!withLogs) return payloads;
      const steps = await data.parts.steps(file.id, { withPayloads: false, signal });
      return { ...payloads, logs: newestMessages(await streamLogs.read(file, { steps, signal })) };
    },
    getRun: async (id: string, { include = {}, signal }: RunOptions): Promise<Run | undefined> => {
      const found = await find(id);
      if (!found) return undefined;
      const whole = await readWithMembers(found, signal);
      const parts = await readParts(id, { withPayloads: true, signal });
      const outputs = parts.steps.map(({ output }) => output);
      const uses = await readModelUses(outputs, signal);
      const read = await readTimeline(whole.file, { ...parts, uses, signal });
      const sources = { ...whole, uses, hooks: data.open.hooksOf(id), ...read };
      const run = await toWorkflowRun(sources, { hasSteps: include.steps === true, signal });
      return include.messages ? { ...run, messages: [] } : run;
    },
    getTrace: async (id: string, { limit, cursor, signal }: TraceOptions): Promise<TracePage | undefined> => {
      const file = await find(id);
      if (!file) return undefined;
      const parts = await readParts(id, { withPayloads: false, signal });
      const { timeline } = await readTimeline(file, { ...parts, uses: [], signal });
      const logs = await streamLogs.read(file, { steps: parts.steps, signal });
      return pageTrace({ spans: await timelineSpans(timeline, file.record.error), logs }, { limit, cursor });
    },
  };
}

type RunSources = {
  readonly file: RunFile;
  readonly summary: RunSummary;
  readonly members: Members;
  readonly timeline: RunTimeline;
  readonly uses: readonly ModelUse[];
  readonly sleeps: readonly OpenItem[];
  readonly hooks: readonly OpenItem[];
};

async function toWorkflowRun(
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
