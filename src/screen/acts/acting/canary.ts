import { judgeTried, type Tried } from '../../../operations/acts/canary.ts';
import { type Acting, newRunAt } from './acting.ts';

/**
 * Goes on with the rest once all runs that were run again first have succeeded; ends, and says why, once one
 * of them has not.
 */
export function judgeCanary(acting: Acting): Acting {
  const { canary, outcomes, runs } = acting;
  if (canary?.phase !== 'trying' || acting.phase !== 'watching') return acting;
  const tried = canary.indexes.map(
    (index): Tried => ({
      before: runs[index]?.failure,
      isStarted: outcomes[index]?.started !== undefined,
      run: newRunAt(acting, index),
    }),
  );
  const answer = judgeTried(tried, canary.group);
  if (answer.type === 'waiting') return acting;
  if (answer.type === 'failed')
    return { ...acting, phase: 'ended', canary: { ...canary, phase: 'failed', text: answer.text } };
  const rest = [...outcomes.keys()].filter(index => outcomes[index] === undefined);
  const passed = { ...acting, canary: { ...canary, phase: 'passed' } } as const;
  return { ...passed, phase: 'acting', round: { indexes: rest } };
}

/** What the dialog says of the runs that were run again first. */
export function canaryText({ canary, phase, outcomes }: Acting): string | undefined {
  if (canary?.phase === 'failed' && canary.text !== undefined && phase === 'ended') {
    const left = outcomes.filter(outcome => outcome === undefined).length;
    return left > 0 ? `${canary.text}: c runs the other ${left} again all the same` : canary.text;
  }
  if (phase !== 'watching') return undefined;
  return `the rest follows once these ${canary?.indexes.length} have succeeded`;
}
