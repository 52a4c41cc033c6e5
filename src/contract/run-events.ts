import type { RunKind, SpanEvent, SpanStatus, Trigger, UsageItem } from '../model/run.ts';

/** A payload as JSON text; absent means "not recorded". */
export type JsonText = string;

/** What a recorder reports about a run, at once or in parts. Times are epoch ms. */
export type RunFields = {
  /** A known status or any other word, kept verbatim. */
  readonly status?: string;
  readonly queuedAt?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly input?: JsonText;
  readonly output?: JsonText;
  readonly error?: {
    readonly value: JsonText;
    readonly name?: string;
    readonly message?: string;
    readonly code?: string;
    readonly stack?: string;
    readonly stepId?: string;
    readonly stepName?: string;
  };
  readonly usage?: readonly UsageItem[];
  readonly costUsd?: number;
  readonly models?: readonly string[];
  readonly services?: readonly string[];
  readonly stepCount?: number;
  readonly messageCount?: number;
  readonly attempt?: number;
  readonly cancelOutcome?: string;
};

/**
 * One recorded event. The events of a run are applied in the order they were written. Events of a run that
 * was never created are ignored.
 */
export type RunEvent =
  | ({
      readonly type: 'run-created';
      readonly id: string;
      readonly kind: RunKind;
      readonly name: string;
      readonly trigger: Trigger;
      readonly actor?: string;
      readonly project?: string;
      readonly parentId?: string;
      readonly createdAt: number;
    } & RunFields)
  | ({ readonly type: 'run-changed'; readonly id: string } & RunFields)
  /** The whole step again, keyed by run and step id. */
  | {
      readonly type: 'step-put';
      readonly runId: string;
      readonly id: string;
      readonly parentId?: string;
      readonly name: string;
      readonly stepType: string;
      readonly status: string;
      readonly attempt: number;
      readonly startedAt?: number;
      readonly finishedAt?: number;
      readonly input?: JsonText;
      readonly output?: JsonText;
      /** A `RunError` as JSON text. */
      readonly error?: JsonText;
    }
  /** The whole span again, keyed by run, start time and span id: the start of a span never changes. */
  | {
      readonly type: 'span-put';
      readonly runId: string;
      readonly id: string;
      readonly parentId?: string;
      readonly name: string;
      readonly kind: string;
      readonly startAt: number;
      readonly endAt?: number;
      readonly status: SpanStatus;
      /** A JSON object. */
      readonly attributes?: JsonText;
      readonly events?: readonly SpanEvent[];
    }
  | {
      readonly type: 'log-added';
      readonly runId: string;
      readonly at: number;
      readonly level: string;
      readonly message: string;
      readonly spanId?: string;
      /** A JSON object. */
      readonly attributes?: JsonText;
    }
  /**
   * The whole message again (a `Message` as JSON text), keyed by run and message id, in the order first
   * written.
   */
  | {
      readonly type: 'message-put';
      readonly runId: string;
      readonly id: string;
      readonly message: JsonText;
    };

/**
 * Writes run events to a store. A process has one writer for a store; many processes may write at once. A
 * writer owns the runs it creates until they end. When the owner is gone, its active runs are lost.
 */
export interface RunWriter {
  /** Queues events, which are written together soon. Never throws because of the store: see `flush`. */
  write(facts: readonly RunEvent[]): void;
  /**
   * Resolves when everything queued so far survives the end of this process. Rejects with an `InspectorError`
   * when the store cannot be written; the events are kept, within bounds, and written later.
   */
  flush(): Promise<void>;
  /** Calls the listener with the ids of this writer's active runs that a user asked to cancel, each once. */
  onCancelRequested(listener: (ids: readonly string[]) => void): () => void;
  /** Flushes and closes the store. Runs that are still active become lost when the process ends. */
  close(): Promise<void>;
}
