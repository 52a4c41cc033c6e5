import { isCountTyped, parseTypedCount } from '../../../operations/acts/typed-count.ts';
import type { RunTarget } from '../run-target.ts';
import type { ConfirmMany } from './confirm-many.ts';

/** Whether a number is typed instead of an answer chosen: from ten runs on. */
export function asksForCount({ found }: ConfirmMany): boolean {
  return found !== undefined && isCountTyped(found.runs.length);
}

/** The runs that are acted on as it is typed or chosen; `undefined` where that is no consent. */
export function confirmedRuns(confirm: ConfirmMany): readonly RunTarget[] | undefined {
  const { found, choice, typed, act } = confirm;
  if (!found) return undefined;
  if (!asksForCount(confirm)) return choice === 'yes' ? found.runs : undefined;
  const count = parseTypedCount(typed.text);
  if (count === found.runs.length) return found.runs;
  const isLast = act === 'retry' && count !== undefined && count > 0 && count < found.runs.length;
  return isLast ? found.runs.slice(0, count) : undefined;
}
