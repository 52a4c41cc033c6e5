import type { RunStatus } from '../../../model/status.ts';
import { cancelSignal } from '../invocation/suspension.ts';
import type { FailureEvent } from './failure-events.ts';
import type { Outcome } from './journal.ts';

/** One thing that an invocation did or waited for. It becomes a step and a span. */
export type JournalStep = {
  readonly id: string;
  /** Restate's word for it. */
  readonly kind: string;
  /** action, sleep, hook, workflow, state, signal, or Restate's word in lower case. */
  readonly type: string;
  readonly name: string;
  readonly startAt: number;
  readonly endAt?: number;
  readonly status: RunStatus;
  readonly input?: unknown;
  readonly outcome?: Outcome;
  /** The invocation that it called. */
  readonly childId?: string;
  readonly wakeAt?: number;
  /** The failed attempts before, as far as they were recorded. */
  readonly failures: readonly FailureEvent[];
};

/** Ids sort by their numbers, which is the order of entries of the same time. */
export function stepId(what: string, which: number | string): string {
  return `${what}-${typeof which === 'number' ? String(which).padStart(6, '0') : which}`;
}

export function isCancel({ signal }: { readonly signal: number | string }): boolean {
  return signal === cancelSignal;
}
