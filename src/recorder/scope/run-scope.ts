import type { UsageItem } from '../../model/run.ts';

export type Attributes = Readonly<Record<string, unknown>>;

/**
 * What a program can do inside a run, a step or a span. What it records belongs to the innermost step or span
 * that is open where it is called.
 */
export type RunScope = {
  /** The run's id. */
  readonly id: string;
  /** Aborts within a second after a user cancels the run in the inspector, or with the run's `signal`. */
  readonly signal: AbortSignal;
  /**
   * Runs `work` as a step and returns what it returns. When it throws, it is tried again up to `attempts`
   * times in all; the last error is thrown unchanged. Throws the signal's reason, and starts nothing, once
   * the run is canceled.
   */
  step<T>(name: string, work: (step: StepScope) => T | PromiseLike<T>, options?: StepOptions): Promise<T>;
  /** Runs `work` inside a span of the trace, without a step; returns and throws what it does. */
  span<T>(name: string, work: (span: SpanScope) => T | PromiseLike<T>, options?: SpanOptions): Promise<T>;
  /** `level` is `debug`, `info`, `warn`, `error` or any other word. */
  log(level: string, message: string, attributes?: Attributes): void;
  /** Adds to the run's usage, cost, models and services; items of the same kind, name and unit are summed. */
  usage(item: UsageItem): void;
  /**
   * Sleeps as a step of type `sleep`; the run's status is `sleeping` while nothing else in it runs. Rejects
   * with the signal's reason on cancel.
   */
  sleep(ms: number, name?: string): Promise<void>;
  /**
   * Waits as a step of type `hook`; the run's status is `waiting` while nothing else in it runs. Rejects with
   * the signal's reason on cancel.
   */
  waitFor<T>(name: string, promise: PromiseLike<T>): Promise<T>;
};

export type StepScope = RunScope & {
  /** 1 for the first attempt. */
  readonly attempt: number;
};

export type SpanScope = RunScope & {
  /** Adds attributes to the span. */
  set(attributes: Attributes): void;
  /** Adds an event, at this moment, to the span. */
  event(name: string, attributes?: Attributes): void;
};

export type StepOptions = {
  /** `action` (default), `model`, `agent`, `workflow` or any other word. */
  readonly type?: string;
  /** Recorded as the step's input. */
  readonly input?: unknown;
  /** How often the step is tried at most; 1 by default. */
  readonly attempts?: number;
  /**
   * How long to wait before another attempt, in ms, or a function of the attempt that failed (1, 2, …) and
   * its error; 0 by default.
   */
  readonly retryDelayMs?: number | ((attempt: number, error: unknown) => number);
};

export type SpanOptions = {
  /** `internal` (default), `http`, `model`, `tool` or any other word. */
  readonly kind?: string;
  readonly attributes?: Attributes;
};
