import type { RunStore, StepPage } from '../../../contract/run-store.ts';
import type { StoredReads } from '../../../contract/served-store.ts';
import { scanPayload } from '../../../model/payload/lazy/scan-payload.ts';
import type { Step } from '../../../model/run.ts';
import {
  type StepRow,
  type StoredPayload,
  type StoredRun,
  toPayload,
  toRun,
  toStep,
  toStepError,
} from './stored-run.ts';
import { type StoredTrace, toTracePage } from './stored-trace.ts';

export type PlacedStepRow = StepRow & { readonly place: number };

export type StoredSteps = { readonly steps: readonly PlacedStepRow[]; readonly nextCursor?: string };

export function toStepPage({ steps, nextCursor }: StoredSteps): StepPage {
  return { steps: steps.map(row => ({ place: Number(row.place), step: toLazyStep(row) })), nextCursor };
}

/** Keeps JSON texts, which take a third of the memory of their values, and parses one when it is read. */
function toLazyStep(row: StepRow): Step {
  const input = keepWeakly(() => toPayload(row.input));
  const output = keepWeakly(() => toPayload(row.output));
  const error = keepWeakly(() => toStepError(row.error));
  return {
    ...toStep({ ...row, input: null, output: null, error: null }),
    get input() {
      return input();
    },
    get output() {
      return output();
    },
    get error() {
      return error();
    },
  };
}

/** Returns the same object for as long as somebody holds it. */
function keepWeakly<Value>(read: () => Value): () => Value {
  let kept: WeakRef<Value & object> | undefined;
  return () => {
    const known = kept?.deref();
    if (known !== undefined) return known;
    const value = read();
    if (typeof value === 'object' && value !== null) kept = new WeakRef(value);
    return value;
  };
}

/** Finds the places of payloads that were read as bytes, which takes a while. */
export function scanStoredRun(run: StoredRun): StoredRun {
  const { input, output, error_value } = run.row;
  return {
    ...run,
    row: { ...run.row, input: scan(input), output: scan(output), error_value: scan(error_value) },
    steps: run.steps?.map(scanStep),
    messages: run.messages?.map(message => scan(message)),
  };
}

export function scanStoredSteps(page: StoredSteps): StoredSteps {
  return { ...page, steps: page.steps.map(scanStep) };
}

function scanStep<Row extends StepRow>(step: Row): Row {
  return { ...step, input: scan(step.input), output: scan(step.output), error: scan(step.error) };
}

function scan<Payload extends StoredPayload | null>(payload: Payload): Payload | StoredPayload {
  if (!(payload instanceof Uint8Array)) return payload;
  const { buffer, byteOffset, byteLength } = payload;
  const isOwn = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
  return scanPayload(isOwn ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(payload));
}

type ReadOptions<Name extends keyof StoredReads> = Parameters<StoredReads[Name]>[1];

export type RowReads = {
  readonly run: (id: string, options: ReadOptions<'run'>) => Promise<StoredRun | undefined>;
  readonly steps: (id: string, options: ReadOptions<'steps'>) => Promise<StoredSteps | undefined>;
  readonly trace: (id: string, options: ReadOptions<'trace'>) => Promise<StoredTrace | undefined>;
};

export function parsedReads({
  run,
  steps,
  trace,
}: RowReads): Pick<RunStore, 'getRun' | 'getTrace'> & Required<Pick<RunStore, 'getSteps'>> {
  return {
    async getRun(id, options = {}) {
      const stored = await run(id, options);
      return stored && toRun(stored);
    },
    async getSteps(id, options = {}) {
      const stored = await steps(id, options);
      return stored && toStepPage(stored);
    },
    async getTrace(id, options = {}) {
      const stored = await trace(id, options);
      return stored && toTracePage(stored);
    },
  };
}
