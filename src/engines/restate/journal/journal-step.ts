import type { RunStatus } from '../../../model/status.ts';
import { cancelSignal } from '../invocation/suspension.ts';
import type { FailureEvent } from './failure-events.ts';
import type { Outcome } from './journal.ts';

/** A command or an awakeable; becomes a step and a span. */
export type JournalStep = {
  readonly id: string;
  /** Restate's word. */
  readonly kind: string;
  /** action, sleep, hook, workflow, state, signal, or Restate's word in lower case. */
  readonly type: string;
  readonly name: string;
  readonly startAt: number;
  readonly endAt?: number;
  readonly status: RunStatus;
  readonly input?: unknown;
  readonly outcome?: Outcome;
  /** The called invocation. */
  readonly childId?: string;
  readonly wakeAt?: number;
  /** The recorded failed attempts. */
  readonly failures: readonly FailureEvent[];
};

/** Padded: spans of the same time are sorted by id. */
export function stepId(what: string, which: number | string): string {
  return `${what}-${typeof which === 'number' ? String(which).padStart(6, '0') : which}`;
}

export function isCancel({ signal }: { readonly signal: number | string }): boolean {
  return signal === cancelSignal;
}
