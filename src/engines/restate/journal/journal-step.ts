import type { RunStatus } from '../../../model/status.ts';
import type { Invocation } from '../invocation/invocation-row.ts';
import { cancelSignal, namedSignals } from '../invocation/suspension.ts';
import type { FailureEvent } from './failure-events.ts';
import type { Journal, Outcome } from './journal.ts';

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

const firstAwakeable = 17;

/** An awakeable has no command: it is visible only while awaited and once resolved. */
export function toAwakeableSteps(row: Invocation, journal: Journal): readonly JournalStep[] {
  const resolved = journal.signals.filter(signal => !isCancel(signal));
  const numbers = (row.suspended_waiting_for_signals ?? []).filter(signal => signal >= firstAwakeable);
  const open = row.status === 'suspended' ? [...numbers.sort((a, b) => a - b), ...namedSignals(row)] : [];
  const since = row.modified_at ?? journal.lastAt ?? row.created_at;
  return [
    ...resolved.map(
      ({ signal, index, at, outcome }): JournalStep => ({
        ...awakeable(signal, stepId('entry', index)),
        startAt: at,
        endAt: at,
        status: outcome.type === 'success' ? 'success' : 'failed',
        outcome,
      }),
    ),
    ...open.map(
      (signal): JournalStep => ({
        ...awakeable(signal, stepId('signal', signal)),
        startAt: since,
        status: 'waiting',
      }),
    ),
  ];
}

function awakeable(signal: number | string, id: string) {
  const name = typeof signal === 'string' ? `signal ${signal}` : `awakeable ${signal - firstAwakeable + 1}`;
  return { id, kind: 'Signal', type: 'hook', name, failures: [] };
}
