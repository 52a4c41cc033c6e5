import { isActive, type RunStatus } from './status.ts';

export type RunKind = 'workflow' | 'agent';

/** What started a run. `raw` is opaque text of the store, shown but never parsed. */
export type Trigger = {
  readonly type: string;
  readonly label: string;
  readonly raw: string;
  readonly at?: number;
};

export type ErrorSummary = {
  readonly name?: string;
  readonly message: string;
  /** The name of the step that failed. */
  readonly step?: string;
  /** The code of the innermost cause: an errno, SQLSTATE or API code. */
  readonly code?: string;
  /** The innermost cause, if the message does not contain it. */
  readonly cause?: { readonly name?: string; readonly message: string };
  /** Identifies what failed: see `FailureText`. */
  readonly failure?: string;
};

/** Running times of recent successes, in ms. */
export type Usual = { readonly medianMs: number; readonly p95Ms: number };

/** The later run that did the work of a failed one, when it ended in epoch ms, and how that is known. */
export type Settled = { readonly by: string; readonly at: number; readonly how: SettledHow };

export type SettledHow = 'retry' | 'key' | 'schedule' | 'input';

/** A row of the table. Times are epoch ms, money is USD and never rounded. */
export type RunSummary = {
  readonly id: string;
  /** Set in a list of several targets. */
  readonly target?: string;
  readonly kind: RunKind;
  readonly name: string;
  readonly status: RunStatus;
  /** The store's own word for a status that is not known. */
  readonly statusRaw?: string;
  /** More exact than the label of the status, such as `Paused`; also shown while canceling. */
  readonly statusLabel?: string;
  /** When a sleeping, scheduled or retrying run continues, in epoch ms; overdue if past. */
  readonly wakeAt?: number;
  readonly trigger: Trigger;
  readonly actor?: string;
  readonly project?: string;
  readonly createdAt: number;
  /** When it last changed, in a store that orders by that: see `Capabilities.order`. */
  readonly changedAt?: number;
  readonly queuedAt?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** How long it slept or waited, without the pause since `pausedAt`; absent if unknown. */
  readonly pausedMs?: number;
  /** Set while it sleeps or waits, and if it ended so. */
  readonly pausedAt?: number;
  /** The hook that it waits for, only while it waits; several are joined by commas. */
  readonly waitingFor?: string;
  /**
   * Set for an active run that nothing runs: the evidence, and what would wake it, in words that stay true:
   * `its time to run, 15m, is over; pg-boss fails or retries it once a program uses it`.
   */
  readonly strandedBy?: string;
  readonly costUsd?: number;
  readonly models: readonly string[];
  readonly services: readonly string[];
  readonly stepCount?: number;
  readonly messageCount?: number;
  readonly attempt?: number;
  readonly parentId?: string;
  /** The run, of the same target, that this one repeats. */
  readonly retryOf?: string;
  /** The program's name for the work: runs of a workflow with equal keys do the same work. */
  readonly key?: string;
  readonly errorSummary?: ErrorSummary;
  /** Whether it counts as failed because its process is gone. */
  readonly isLost?: boolean;
  /** The usual running time of its workflow, if a list was asked for it and enough runs succeeded. */
  readonly usual?: Usual;
  /** The run that did the work of this failed one, if a list was asked for it. */
  readonly settled?: Settled;
  /** Set from the request to cancel until the end. */
  readonly cancelRequestedAt?: number;
};

/** A failure as recorded. `value` is the payload; the other fields were read from it. */
export type RunError = {
  readonly value: unknown;
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly stack?: string;
  readonly stepId?: string;
};

export type UsageItem = {
  readonly name: string;
  readonly kind: 'duration' | 'model' | 'service' | 'other';
  readonly quantity?: number;
  readonly unit?: string;
  readonly costUsd?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
};

export type ToolCall = {
  readonly id: string;
  readonly name: string;
  readonly arguments?: unknown;
  readonly result?: unknown;
  readonly error?: RunError;
  readonly durationMs?: number;
};

/** An entry of an agent's conversation. */
export type Message = {
  readonly id: string;
  /** `system`, `user`, `assistant`, `tool`, or the store's own word. */
  readonly role: string;
  readonly at?: number;
  readonly content?: unknown;
  readonly thought?: string;
  readonly toolCalls?: readonly ToolCall[];
  readonly error?: RunError;
};

/** One attempt of a durable unit of work. Attempts of a step share name and parent. */
export type Step = {
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  /** `action`, `agent`, `model`, `sleep`, `hook`, `workflow`, or the store's own word. */
  readonly type: string;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** When an active sleep ends or the next attempt starts, in epoch ms. */
  readonly wakeAt?: number;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: RunError;
};

export type SpanStatus = 'ok' | 'error' | 'unset';

/** The status of the span of a step. */
export function toSpanStatus(status: RunStatus): SpanStatus {
  if (status === 'success') return 'ok';
  return status === 'failed' ? 'error' : 'unset';
}

export type SpanEvent = {
  readonly name: string;
  readonly at: number;
  readonly attributes: Readonly<Record<string, unknown>>;
};

export type Span = {
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  /** `run`, `step`, `attempt`, `model`, `tool`, `http`, `sleep`, `hook`, or the store's own word. */
  readonly kind: string;
  readonly startAt: number;
  readonly endAt?: number;
  readonly status: SpanStatus;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly SpanEvent[];
};

export type Log = {
  readonly at: number;
  readonly level: string;
  readonly message: string;
  readonly spanId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
};

/** `logs` are by time; the newest message is first. */
export function newestMessages(logs: readonly Pick<Log, 'message'>[]): readonly string[] {
  return logs.map(({ message }) => message).reverse();
}

export type Trace = { readonly spans: readonly Span[]; readonly logs: readonly Log[] };

export type CancelState = { readonly requestedAt: number; readonly by?: string; readonly outcome?: string };

/** An absent payload was not recorded, unlike `null`. `steps`, `messages` and `trace` are on request. */
export type Run = RunSummary & {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: RunError;
  readonly usage: readonly UsageItem[];
  readonly messages?: readonly Message[];
  readonly cancel?: CancelState;
  /** Runs that repeat this one, newest first, at most 100; absent without any. */
  readonly retries?: readonly string[];
  /** The store's own fields. */
  readonly raw?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly Step[];
  readonly trace?: Trace;
};

type Address = Pick<RunSummary, 'id' | 'target'>;

/** Unique across targets; ids are unique only within one. */
export function runAddress({ id, target }: Address): string {
  return target === undefined ? id : `${target}/${id}`;
}

export function isSameRun<R extends Address>(one: R | undefined, other: Address | undefined): one is R {
  return one !== undefined && one.id === other?.id && one.target === other.target;
}

/**
 * In ms, never negative, even if the clock was set back; `undefined` before the start, and after an end whose
 * time was not recorded.
 */
export function durationMs(
  run: { readonly startedAt?: number; readonly finishedAt?: number; readonly status?: RunStatus },
  now: number,
): number | undefined {
  const { startedAt, finishedAt, status } = run;
  const isEndUnknown = finishedAt === undefined && status !== undefined && !isActive({ status });
  if (startedAt === undefined || isEndUnknown) return undefined;
  return Math.max(0, (finishedAt ?? now) - startedAt);
}

/** The duration so far; `undefined` while waiting for the next attempt. */
export function elapsedMs(
  run: Pick<RunSummary, 'status' | 'startedAt' | 'finishedAt'>,
  now: number,
): number | undefined {
  return run.status === 'queued' ? undefined : durationMs(run, now);
}

/** The duration without time known to be spent sleeping or waiting. */
export function runningMs(
  run: Pick<RunSummary, 'startedAt' | 'finishedAt' | 'pausedMs' | 'pausedAt'>,
  now: number,
): number | undefined {
  const duration = durationMs({ startedAt: run.startedAt, finishedAt: run.finishedAt }, now);
  if (duration === undefined) return undefined;
  const { finishedAt = now, pausedMs = 0, pausedAt = finishedAt } = run;
  return Math.max(0, duration - pausedMs - Math.max(0, finishedAt - pausedAt));
}
