import type { Trigger } from '../../model/run.ts';
import type { Invocation } from './invocation.ts';

type Source = Pick<
  Invocation,
  'target' | 'target_service_key' | 'invoked_by' | 'invoked_by_target' | 'restarted_from'
>;

/** Restate's word for an invocation that was started anew from one that had ended. */
const restart = 'restart_as_new';

const words: ReadonlyMap<string, string> = new Map([
  ['ingress', 'Ingress'],
  ['service', 'Service'],
  ['subscription', 'Subscription'],
  [restart, 'Restart'],
]);

/**
 * Who called, or was there before, and what was called: of a call from outside the key says more than
 * anything else.
 */
export function toTrigger(row: Source): Trigger {
  const { target, invoked_by } = row;
  const word = words.get(invoked_by) ?? invoked_by;
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

/** Type and label alone, for completion; of a restart the type, since its label names one invocation. */
export function triggerTexts(source: Omit<Source, 'target' | 'restarted_from'>): readonly string[] {
  const { type, label } = toTrigger({ ...source, target: '', restarted_from: undefined });
  if (type === restart) return [type];
  return [type, label];
}
