import { createYielding } from '../../../async/yield-to-event-loop.ts';
import { InspectorError } from '../../../model/errors.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import { isActive, toStatus } from '../../../model/status.ts';
import {
  createStatusTest,
  type PayloadOptions,
  type RunSource,
  type ScannedRun,
  type Signal,
} from '../../kit/run-source.ts';
import type { OpenItems } from '../files/open-items.ts';
import type { StepRecord } from '../files/records.ts';
import type { RunFile } from '../files/run-file.ts';
import type { RunFiles } from '../files/run-files.ts';
import type { RunParts } from '../files/run-parts.ts';
import { decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import { findModelUse, modelsOf } from './step-usage.ts';
import {
  type LazyStepInfo,
  mayBePaused,
  pausedStatus,
  recordedStatus,
  toWorkflowSummary,
} from './to-workflow-summary.ts';

export type WorkflowData = {
  readonly files: RunFiles;
  readonly open: OpenItems;
  readonly parts: RunParts;
  readonly loadPayloads: (file: RunFile, options?: PayloadOptions) => Promise<Payloads>;
};

const batchSize = 64;

export function createWorkflowRunSource(data: WorkflowData): RunSource {
  const { files } = data;
  const summarize = createSummarizer(data);
  return {
    total: async ({ signal }) => {
      await files.refresh();
      signal?.throwIfAborted();
      return files.count();
    },
    async *read({ after, query, wanted = batchSize, withFailures, now, signal }) {
      await Promise.all([files.refresh(), data.open.refresh(signal)]);
      if (withFailures || query.clauses.some(needsSteps)) await data.parts.refreshSteps(signal);
      const mayMatch = createWordTest(query);
      const names = files.namesAfter(after);
      for (let at = 0; at < names.length; ) {
        const end = at + (at === 0 ? Math.min(wanted, batchSize) : batchSize);
        yield readBatch(names.slice(at, end), mayMatch, { now, signal });
        at = end;
      }
    },
  };

  /** Always includes the last run of a batch, so that `skippedBefore` is reported. */
  async function readBatch(
    names: readonly string[],
    mayMatch: (status: string) => boolean,
    options: { readonly now: number } & Signal,
  ): Promise<readonly ScannedRun[]> {
    const batch: ScannedRun[] = [];
    let skippedBefore = 0;
    const yielding = createYielding(options.signal);
    for (const [at, name] of names.entries()) {
      if (yielding.isDue()) await yielding.yieldNow();
      const found = at < names.length - 1 ? files.readIf(name, mayMatch) : files.read(name);
      const file = found instanceof Promise ? await found : found;
      if (file === false) skippedBefore += 1;
      if (!file) continue;
      const summary = summarize(file, options);
      batch.push({
        summary: summary instanceof Promise ? await summary : summary,
        skippedBefore,
        loadPayloads: loading => data.loadPayloads(file, loading),
      });
      skippedBefore = 0;
    }
    return batch;
  }
}

/** Active words always pass: the file does not tell running, sleeping and waiting apart. */
function createWordTest(query: Query): (word: string) => boolean {
  const matches = createStatusTest(query);
  const known = new Map<string, boolean>();
  return word => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const status = toStatus(word);
    const mayMatch = isActive({ status }) || matches({ status });
    known.set(word, mayMatch);
    return mayMatch;
  };
}

function needsSteps(clause: Clause): boolean {
  if (clause.type === 'text') return ['step', 'model', 'failure'].includes(clause.field);
  return clause.type === 'number' && clause.field === 'steps';
}

/** Keeps the rows of ended runs. */
export function createSummarizer({ open, parts }: Pick<WorkflowData, 'open' | 'parts'>) {
  const kept = new WeakMap<RunFile, RunSummary>();

  /** Pass `steps` if they were already read. */
  return (
    file: RunFile,
    { steps: known, ...options }: { readonly now: number; readonly steps?: LazyStepInfo } & Signal,
  ): RunSummary | Promise<RunSummary> => {
    const before = known ? undefined : kept.get(file);
    if (before) return before;
    const plain = recordedStatus(file);
    const steps = known ?? createLazyStepInfo(file, parts);
    if (mayBePaused(file, open)) {
      return pausedStatus(file, open, parts, options).then(status => toWorkflowSummary(file, status, steps));
    }
    const summary = toWorkflowSummary(file, plain, steps);
    if (!isActive(plain) && !known) kept.set(file, summary);
    return summary;
  };
}

function createLazyStepInfo({ id }: RunFile, parts: RunParts): LazyStepInfo {
  let known: ReturnType<typeof summarizeSteps> | undefined;
  const read = () => {
    known ??= summarizeSteps(parts.stepsNow(id));
    return known;
  };
  return {
    count: () => readOr(() => parts.stepCount(id), undefined),
    steps: () => readOr(read, noSteps).steps,
    models: () => readOr(read, noSteps).models,
  };
}

const noSteps = { steps: [], models: [] };

/** A row is empty for steps that cannot be read; opening the run reports why. */
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
