import type { RunSummary, SpanEvent, SpanStatus, UsageItem } from '../model/run.ts';
import type { RecordedAgain, RecordedOnce } from '../model/run-fields.ts';
import type { StartQueue } from './starts/start-queue.ts';

/** A payload as JSON text; absent means "not recorded". */
export type JsonText = string;

/** A recorder's data of a run, complete or in parts. Epoch ms; `pausedAt` is 0 once the run goes on. */
export type RunFields = Partial<Pick<RunSummary, RecordedAgain>> & {
  /** A known status or any other word, kept verbatim. */
  readonly status?: string;
  readonly input?: JsonText;
  readonly output?: JsonText;
  readonly error?: {
    /** The whole thrown value; absent where only its texts are known. */
    readonly value?: JsonText;
    readonly name?: string;
    readonly message?: string;
    readonly code?: string;
    readonly stack?: string;
    readonly stepId?: string;
    readonly stepName?: string;
  };
  readonly usage?: readonly UsageItem[];
  readonly cancelOutcome?: string;
};

/** Events of a run are applied in order. Events of a run that was never created are ignored. */
export type RunEvent =
  | ({ readonly type: 'run-created' } & Pick<RunSummary, RecordedOnce> & RunFields)
  | ({ readonly type: 'run-changed'; readonly id: string } & RunFields)
  /** The whole step, replacing one with the same run and step id. */
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
  /** The whole span, replacing one with the same run, start time and span id. */
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
  /** A `Message` as JSON text, replacing one with the same run and id; ordered by first write. */
  | {
      readonly type: 'message-put';
      readonly runId: string;
      readonly id: string;
      readonly message: JsonText;
    };

/** Writes run events to a store. It owns its runs until they end; when the process is gone, they are lost. */
export interface RunWriter {
  /** Queues events, which are committed together soon. Never throws because of the store: see `flush`. */
  write(events: readonly RunEvent[]): void;
  /**
   * Resolves when everything queued so far survives the end of this process. Rejects with an `InspectorError`
   * when the store cannot be written; the events are kept, within bounds, and retried.
   */
  flush(): Promise<void>;
  /** Calls the listener with the ids of this writer's active runs whose cancel was requested, each once. */
  onCancelRequested(listener: (ids: readonly string[]) => void): () => void;
  /** Present where others may start workflows of this program. */
  readonly starts?: StartQueue;
  /** Flushes and closes the store. Runs that are still active become lost when the process ends. */
  close(): Promise<void>;
}
