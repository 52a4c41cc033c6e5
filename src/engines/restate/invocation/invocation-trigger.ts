import type { Trigger } from '../../../model/run.ts';
import type { Invocation } from './invocation-row.ts';

type Source = Pick<
  Invocation,
  'target' | 'target_service_key' | 'invoked_by' | 'invoked_by_target' | 'restarted_from'
>;

/** `invoked_by` of an invocation that was restarted from an ended one. */
const restart = 'restart_as_new';

const labels: ReadonlyMap<string, string> = new Map([
  ['ingress', 'Ingress'],
  ['service', 'Service'],
  ['subscription', 'Subscription'],
  [restart, 'Restart'],
]);

/** The label names the caller or the restarted invocation; for a call from outside, the key. */
export function toInvocationTrigger(row: Source): Trigger {
  const { target, invoked_by } = row;
  const word = labels.get(invoked_by) ?? invoked_by;
  const source = sourceOf(row);
  return {
    type: invoked_by,
    label: source === undefined ? word : `${word} · ${source}`,
    raw: `${invoked_by}:${target}`,
  };
}

function sourceOf(row: Source): string | undefined {
  if (row.invoked_by === 'service') return row.invoked_by_target;
  return row.invoked_by === restart ? (row.restarted_from ?? row.target_service_key) : row.target_service_key;
}

/** Type and label, for completion; for a restart only the type, because its label names one invocation. */
export function triggerTexts(source: Omit<Source, 'target' | 'restarted_from'>): readonly string[] {
  const { type, label } = toInvocationTrigger({ ...source, target: '', restarted_from: undefined });
  if (type === restart) return [type];
  return [type, label];
}
