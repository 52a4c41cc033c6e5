import type { Invocation } from '../invocation/invocation-row.ts';
import { namedSignals } from '../invocation/suspension.ts';
import type { Journal } from './journal.ts';
import { isCancel, type JournalStep, stepId } from './journal-step.ts';

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
