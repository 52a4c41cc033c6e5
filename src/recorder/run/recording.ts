import type { RunCreated } from '../../contract/event-batch.ts';
import type { RunEvent, RunFields } from '../../contract/run-events.ts';
import type { UsageItem } from '../../model/run.ts';
import type { RecordedOnce } from '../../model/run-fields.ts';
import { type Activity, awaitedText, createActivity, createPauses, toActiveStatus } from './activity.ts';
import { type OpenSpan, openSpan } from './open-span.ts';
import {
  createErrorSources,
  type ErrorSources,
  isAbort,
  type SpanError,
  toRecordedError,
  toSpanError,
} from './recorded-error.ts';
import { toJson } from './to-json.ts';

export type Sink = {
  readonly now: () => number;
  readonly write: (event: RunEvent) => void;
  readonly totalsChanged: (recording: Recording) => void;
  readonly ended: (recording: Recording) => void;
};

export type RecordingPlan = Pick<RunCreated, RecordedOnce | 'queuedAt' | 'input' | 'attempt'>;

type RecordedRun = Pick<RecordingPlan, 'id' | 'kind' | 'name' | 'attempt'>;

/** One run while it is recorded. It ends once; later ends are ignored. */
export type Recording = {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly spanId: string;
  readonly activity: Activity;
  readonly totals: Totals;
  readonly errors: ErrorSources;
  readonly now: () => number;
  readonly write: (event: RunEvent) => void;
  readonly nextId: (kind: 'step' | 'span' | 'message') => string;
  readonly totalsChanged: () => void;
  readonly writeTotals: () => void;
  readonly activityChanged: () => void;
  /** `at`: epoch ms, by default now. */
  readonly begin: (at?: number) => void;
  readonly succeed: (output: unknown) => void;
  readonly fail: (error: unknown) => void;
  /** Aborts the signal; also ends a run that has not begun. */
  readonly abort: (reason: unknown) => void;
  readonly cancelRequested: () => void;
  readonly isOver: () => boolean;
};

/** The run is queued until `begin`. */
export function openRecording(sink: Sink, plan: RecordingPlan): Recording {
  const recording = createRecording(sink, plan);
  sink.write({ type: 'run-created', ...plan, status: 'queued' });
  return recording;
}

/** For a run that the store holds already, and that began for this program at `at`. */
export function adoptRecording(sink: Sink, about: RecordedRun, at: number): Recording {
  const recording = createRecording(sink, about);
  recording.begin(at);
  return recording;
}

function createRecording(sink: Sink, plan: RecordedRun): Recording {
  const { id, kind, name } = plan;
  const controller = new AbortController();
  const errors = createErrorSources();
  const messageCount = kind === 'agent' ? 0 : undefined;
  const totals: Totals = { usage: new Map(), stepCount: 0, messageCount, attempt: plan.attempt };
  const activity = createActivity();
  const pauses = createPauses();
  const nextId = createPartIds();
  const spanId = nextId('span');
  let phase: 'queued' | 'begun' | 'over' = 'queued';
  let status = 'queued';
  let waitingFor: string | undefined;
  let isCancelRequested = false;
  let span: OpenSpan | undefined;

  function change(fields: RunFields): void {
    sink.write({ type: 'run-changed', id, ...fields });
  }
  function end(outcome: 'success' | 'failed' | 'canceled', fields: RunFields, error?: SpanError): void {
    if (phase === 'over') return;
    phase = 'over';
    const finishedAt = sink.now();
    span?.end(spanStatuses[outcome], { at: finishedAt, error });
    const cancelOutcome = isCancelRequested ? cancelOutcomes[outcome] : undefined;
    const ended = { status: outcome, finishedAt, ...pauses.changed(false, finishedAt) };
    change({ ...ended, ...toFields(totals), ...fields, cancelOutcome });
    sink.ended(recording);
  }
  function fail(error: unknown): void {
    const { signal } = controller;
    if (signal.aborted && isAbort(error, signal.reason)) return end('canceled', {});
    const recorded = toRecordedError(error);
    const outcome = signal.aborted ? 'canceled' : 'failed';
    end(outcome, { error: { ...recorded, ...errors.find(error) } }, toSpanError(error, recorded));
  }
  function abort(reason: unknown): void {
    if (phase === 'over') return;
    controller.abort(reason);
    if (phase === 'queued') end('canceled', {});
  }

  const recording: Recording = {
    ...{ id, signal: controller.signal, spanId, activity, totals, errors, nextId, fail },
    now: sink.now,
    write: sink.write,
    totalsChanged: () => sink.totalsChanged(recording),
    writeTotals: () => change(toFields(totals)),
    activityChanged() {
      const next = toActiveStatus(activity);
      const awaited = next === 'waiting' ? awaitedText(activity) : undefined;
      if (phase !== 'begun' || (next === status && awaited === waitingFor)) return;
      [status, waitingFor] = [next, awaited];
      change({ status, waitingFor, ...pauses.changed(status !== 'running', sink.now()) });
    },
    begin(startedAt = sink.now()) {
      if (phase !== 'queued') return;
      phase = 'begun';
      status = 'running';
      change({ status, startedAt });
      span = openSpan(recording, { id: spanId, name, kind: 'run', startAt: startedAt });
    },
    succeed: output => end('success', { output: toJson(output) }),
    abort,
    cancelRequested() {
      if (phase === 'over') return;
      isCancelRequested = true;
      abort(new RunCanceledError(id));
    },
    isOver: () => phase === 'over',
  };
  return recording;
}

const spanStatuses = { success: 'ok', failed: 'error', canceled: 'unset' } as const;

const cancelOutcomes = {
  success: 'completed despite the request',
  failed: 'failed',
  canceled: 'canceled',
} as const;

/** Ids of one kind sort in the order of their creation. */
function createPartIds(): (kind: string) => string {
  const last = new Map<string, number>();
  return kind => {
    const number = (last.get(kind) ?? 0) + 1;
    last.set(kind, number);
    return `${kind}_${String(number).padStart(6, '0')}`;
  };
}

/** The reason of `run.signal` after a cancel, with which `run.sleep` and `run.waitFor` reject. */
export class RunCanceledError extends Error {
  override readonly name = 'RunCanceledError';
  readonly code = 'RUN_CANCELED';
  readonly runId: string;

  constructor(runId: string) {
    super(`the run ${runId} was canceled`);
    this.runId = runId;
  }
}

/** Usage of the same name, kind and unit is one item. */
type Totals = {
  readonly usage: Map<string, UsageItem>;
  stepCount: number;
  messageCount: number | undefined;
  attempt: number | undefined;
};

export function addUsage({ usage }: Totals, item: UsageItem): void {
  const key = JSON.stringify([item.kind, item.name, item.unit]);
  usage.set(key, sumOf(usage.get(key), item));
}

function toFields({ usage, stepCount, messageCount, attempt }: Totals): RunFields {
  const items = [...usage.values()];
  return {
    stepCount,
    messageCount,
    attempt,
    ...(items.length > 0 && { usage: items }),
    costUsd: items.map(item => item.costUsd).reduce(add, undefined),
    models: namesOfKind(items, 'model'),
    services: namesOfKind(items, 'service'),
  };
}

function sumOf(before: UsageItem | undefined, item: UsageItem): UsageItem {
  return {
    name: String(item.name),
    kind: item.kind,
    ...(item.unit !== undefined && { unit: String(item.unit) }),
    quantity: add(before?.quantity, item.quantity),
    costUsd: add(before?.costUsd, item.costUsd),
    inputTokens: add(before?.inputTokens, item.inputTokens),
    outputTokens: add(before?.outputTokens, item.outputTokens),
  };
}

/** Keeps 15 digits: further digits of a sum are noise, such as the 4 in 0.30000000000000004. */
function add(left: number | undefined, right: number | undefined): number | undefined {
  if (right === undefined || !Number.isFinite(Number(right))) return left;
  return Number(((left ?? 0) + Number(right)).toPrecision(15));
}

function namesOfKind(items: readonly UsageItem[], kind: UsageItem['kind']): readonly string[] {
  return items.filter(item => item.kind === kind).map(item => item.name);
}
