import type { UsageItem } from '../../model/run.ts';

export type Attributes = Readonly<Record<string, unknown>>;

/** Records inside a run. Each record belongs to the innermost step or span that is open at the call. */
export type RunScope = {
  readonly id: string;
  /** Aborts within a second after a user cancels the run in the inspector, or with the run's `signal`. */
  readonly signal: AbortSignal;
  /**
   * Runs `work` as a step, in up to `attempts` attempts, and resolves to its result; rejects with the last
   * error, unchanged. Once the run is canceled, rejects with the signal's reason and starts nothing.
   */
  step<T>(name: string, work: (step: StepScope) => T | PromiseLike<T>, options?: StepOptions): Promise<T>;
  /** Runs `work` inside a span of the trace, without a step; resolves and rejects as `work` does. */
  span<T>(name: string, work: (span: SpanScope) => T | PromiseLike<T>, options?: SpanOptions): Promise<T>;
  /** `level` is `debug`, `info`, `warn`, `error` or any other word. */
  log(level: string, message: string, attributes?: Attributes): void;
  /** Adds to the run's usage, cost, models and services; items of the same kind, name and unit are summed. */
  usage(item: UsageItem): void;
  /** A step of type `sleep`; the run is `sleeping` if nothing else runs. Rejects with the signal's reason. */
  sleep(ms: number, name?: string): Promise<void>;
  /** A step of type `hook`; the run is `waiting` if nothing else runs. Rejects with the signal's reason. */
  waitFor<T>(name: string, promise: PromiseLike<T>): Promise<T>;
};

export type StepScope = RunScope & {
  /** 1 for the first attempt. */
  readonly attempt: number;
};

export type SpanScope = RunScope & {
  set(attributes: Attributes): void;
  /** Adds an event with the current time to the span. */
  event(name: string, attributes?: Attributes): void;
};

export type StepOptions = {
  /** `action` (default), `model`, `agent`, `workflow` or any other word. */
  readonly type?: string;
  readonly input?: unknown;
  /** The highest number of attempts; 1 by default. */
  readonly attempts?: number;
  /** The delay before a retry, or a function of the failed attempt (1, 2, …) and its error; 0 by default. */
  readonly retryDelayMs?: number | ((attempt: number, error: unknown) => number);
};

export type SpanOptions = {
  /** `internal` (default), `http`, `model`, `tool` or any other word. */
  readonly kind?: string;
  readonly attributes?: Attributes;
};
