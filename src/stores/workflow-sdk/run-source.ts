import type { Clause } from '../../model/query/query.ts';
import type { Payloads } from '../../model/query/subject.ts';
import type { RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import type { RunSource, ScannedRun, Signal } from '../scanned/run-source.ts';
import { decodePayload } from './decode-payload.ts';
import type { OpenItems } from './open-items.ts';
import type { StepRecord } from './records.ts';
import type { RunFile, RunFiles } from './run-files.ts';
import type { RunParts } from './run-parts.ts';
import { mayBePaused, pausedStatus, plainStatus } from './run-status.ts';
import { findModelUse } from './step-usage.ts';
import { type StepFacts, toSummary } from './to-summary.ts';

export type WorkflowData = {
  readonly files: RunFiles;
  readonly open: OpenItems;
  readonly parts: RunParts;
  readonly loadPayloads: (file: RunFile, options?: Signal) => Promise<Payloads>;
};

/** Reading at once may take so many ms before others have their turn. */
const batchSize = 128;

export function createRunSource(data: WorkflowData): RunSource {
  const { files } = data;
  const summarize = createSummarizer(data);
  return {
    total: async ({ signal }) => {
      await files.refresh();
      signal?.throwIfAborted();
      return files.count();
    },
    async *read({ after, query, wanted = batchSize, now, signal }) {
      await Promise.all([files.refresh(), data.open.refresh(signal)]);
      if (query.clauses.some(asksForSteps)) await data.parts.refreshSteps(signal);
      const names = files.namesAfter(after);
      for (let at = 0; at < names.length; ) {
        const size = at === 0 ? Math.min(wanted, batchSize) : batchSize;
        const batch: ScannedRun[] = [];
        for (const name of names.slice(at, at + size)) {
          const file = files.read(name);
          if (file) batch.push(await toScanned(file, { now, signal }));
        }
        yield batch;
        at += size;
      }
    },
  };

  async function toScanned(file: RunFile, options: { readonly now: number } & Signal): Promise<ScannedRun> {
    const summary = await summarize(file, options);
    return { summary, loadPayloads: loading => data.loadPayloads(file, loading) };
  }
}

function asksForSteps(clause: Clause): boolean {
  if (clause.type === 'text') return clause.field === 'step' || clause.field === 'model';
  return clause.type === 'number' && clause.field === 'steps';
}

/** What a row says of a run, and how it looks when the run sleeps or waits. */
export function createSummarizer({ open, parts }: Pick<WorkflowData, 'open' | 'parts'>) {
  const kept = new WeakMap<RunFile, StepFacts>();

  return async (file: RunFile, options: { readonly now: number } & Signal): Promise<RunSummary> => {
    const plain = plainStatus(file);
    const status = mayBePaused(file, open) ? await pausedStatus(file, open, parts, options) : plain;
    return toSummary(file, status, isActive(plain) ? readFacts(file, parts) : factsOf(file));
  };

  /** Of a run that has ended, steps are read once. */
  function factsOf(file: RunFile): StepFacts {
    const facts = kept.get(file) ?? readFacts(file, parts);
    kept.set(file, facts);
    return facts;
  }
}

function readFacts({ id }: RunFile, parts: RunParts): StepFacts {
  let known: ReturnType<typeof summarizeSteps> | undefined;
  const read = () => {
    known ??= summarizeSteps(parts.stepsNow(id));
    return known;
  };
  return { count: () => parts.stepCount(id), steps: () => read().steps, models: () => read().models };
}

/** Payloads are let go of: rows are kept for long. */
function summarizeSteps(steps: readonly StepRecord[]) {
  return {
    models: modelsOf(steps),
    steps: steps.map(step => ({ ...step, input: undefined, output: undefined })),
  };
}

function modelsOf(steps: readonly StepRecord[]): readonly string[] {
  const models = steps.map(({ output }) => findModelUse(decodePayload(output))?.model);
  return [...new Set(models.filter(model => model !== undefined))];
}
