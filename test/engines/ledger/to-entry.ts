import * as v from 'valibot';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import type { Run, Span, Step, Trace } from '../../../src/model/run.ts';
import { isActive, toStatus } from '../../../src/model/status.ts';

export type LedgerFile = {
  /** The file's name, without its ending. */
  readonly id: string;
  readonly text: string;
  readonly cancelRequestedAt?: number;
};

/** A run with its steps and trace. */
export type Entry = { readonly run: Run; readonly steps: readonly Step[]; readonly trace: Trace };

const times = { createdAt: v.number(), finishedAt: v.optional(v.number()) };
const errorSchema = v.optional(v.object({ message: v.string() }));
const stepSchema = v.object({ name: v.string(), state: v.string(), error: errorSchema, ...times });
const recordSchema = v.object({
  workflow: v.string(),
  state: v.string(),
  input: v.optional(v.unknown()),
  output: v.optional(v.unknown()),
  error: errorSchema,
  steps: v.optional(v.array(stepSchema), []),
  ...times,
});
const fileSchema = v.pipe(v.string(), v.parseJson(), recordSchema);

/** `undefined` for a file of another form. */
export function toEntry({ id, text, cancelRequestedAt }: LedgerFile): Entry | undefined {
  const read = v.safeParse(fileSchema, text);
  if (!read.success) return undefined;
  const { workflow, state, createdAt, finishedAt, input, output, error } = read.output;
  const steps = read.output.steps.map(toStep);
  const failed = steps.find(step => step.status === 'failed');
  const status = toStatus(state);
  const isGoingOn = isActive({ status, finishedAt });
  const run: Run = {
    id,
    kind: 'workflow',
    name: workflow,
    status,
    ...(status === 'unknown' ? { statusRaw: state } : {}),
    trigger: { type: 'ledger', label: 'Ledger', raw: '' },
    createdAt,
    startedAt: createdAt,
    finishedAt,
    ...(isGoingOn && cancelRequestedAt !== undefined ? { cancelRequestedAt } : {}),
    models: [],
    services: [],
    usage: [],
    stepCount: steps.length,
    input,
    output,
    ...(error && {
      error: { value: error, message: error.message, stepId: failed?.id },
      errorSummary: summarizeFailure({
        error: { value: error, message: error.message },
        step: failed?.name,
        name: workflow,
      }),
    }),
  };
  const spans = steps.map(toSpan).sort((a, b) => a.startAt - b.startAt || (a.id < b.id ? -1 : 1));
  return { run, steps, trace: { spans, logs: [] } };
}

function toStep({ name, state, createdAt, finishedAt, error }: v.InferOutput<typeof stepSchema>, at: number) {
  return {
    id: `step-${at}`,
    name,
    type: 'action',
    status: toStatus(state),
    attempt: 1,
    startedAt: createdAt,
    finishedAt,
    ...(error && { error: { value: error, message: error.message } }),
  };
}

function toSpan({ id, name, status, startedAt, finishedAt }: ReturnType<typeof toStep>): Span {
  return {
    id,
    name,
    kind: 'step',
    startAt: startedAt,
    ...(finishedAt === undefined ? {} : { endAt: Math.max(startedAt, finishedAt) }),
    status: status === 'failed' ? 'error' : status === 'success' ? 'ok' : 'unset',
    attributes: {},
    events: [],
  };
}
