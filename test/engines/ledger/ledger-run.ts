import * as v from 'valibot';
import { toRecordedError } from '../../../src/engines/kit/serialized-error.ts';
import type { WorkItem } from '../../../src/engines/kit/work-items.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { toStatus } from '../../../src/model/status.ts';

const time = v.number();
const error = v.nullish(v.pipe(v.unknown(), v.transform(toRecordedError)));
const failedTry = v.object({ endedAt: time, error: v.pipe(v.unknown(), v.transform(toRecordedError)) });
const timed = { state: v.string(), createdAt: time, finishedAt: v.nullish(time), error };
const stepSchema = v.object({ name: v.string(), tries: v.optional(v.array(failedTry), []), ...timed });
/** What a file, or a row, has of a run. */
export const recordSchema = v.object({
  workflow: v.string(),
  input: v.optional(v.unknown()),
  output: v.optional(v.unknown()),
  steps: v.optional(v.array(stepSchema), []),
  ...timed,
});
const fileSchema = v.pipe(v.string(), v.parseJson(), recordSchema);

/** A run as the engine keeps it. */
export type LedgerRun = v.InferOutput<typeof recordSchema> & {
  readonly id: string;
  readonly cancelRequestedAt?: number;
};

/** `undefined` for a file of another form. */
export function parseLedgerRun(id: string, text: string): LedgerRun | undefined {
  const read = v.safeParse(fileSchema, text);
  return read.success ? { ...read.output, id } : undefined;
}

export const lacks = {
  fields: ['actor', 'project', 'model', 'service', 'cost', 'messages', 'log', 'retryOf', 'key'],
  reason: 'a ledger keeps no',
} as const;

export const ledgerTrigger = { type: 'ledger', label: 'Ledger', raw: '' };

export function toSummary(run: LedgerRun): RunSummary {
  const { id, workflow: name, state, createdAt, finishedAt, cancelRequestedAt, steps, error } = run;
  const step = steps.find(step => toStatus(step.state) === 'failed')?.name;
  return {
    ...{ id, kind: 'workflow', name, status: toStatus(state), statusRaw: state, trigger: ledgerTrigger },
    ...{ createdAt, startedAt: createdAt, finishedAt: finishedAt ?? undefined },
    cancelRequestedAt: finishedAt ? undefined : cancelRequestedAt,
    ...{ models: [], services: [], stepCount: steps.length },
    errorSummary: error ? summarizeFailure({ error, step, name }) : undefined,
  };
}

export function toWorkItems({ steps }: LedgerRun): readonly WorkItem[] {
  return steps.map(({ name, state, createdAt, finishedAt, error, tries }, at) => ({
    ...{ id: `step-${at + 1}`, name, type: 'action', status: toStatus(state) },
    ...{ createdAt, endedAt: finishedAt ?? undefined, error: error ?? undefined, attempts: tries },
  }));
}
