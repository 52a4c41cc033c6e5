import type { RunStore } from '../../contract/run-store.ts';
import type { EarlierStart } from '../../contract/starts/start-request.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { capitalize } from '../../model/text/formats.ts';
import { memberOf } from '../target-refusal.ts';
import {
  type CancelOutcome,
  cancelRun,
  cancelText,
  type EndAct,
  endedAs,
  endWords,
  isGranted,
} from './cancel-runs.ts';
import type { Retried } from './find-retried.ts';
import { runAgain } from './run-again.ts';
import { againText, type StartOutcome, startedText } from './start-outcome.ts';

export type Act = EndAct | 'retry';

/** `started`, not `run`: runs that were started again may still be running. */
const retryWords = { asked: 'run', doing: 'starting', done: 'started' } as const;

/** `Cancel 12 runs`, `Started 2 of 3 runs again`. */
export function actText(act: Act, when: keyof typeof retryWords, runs: string): string {
  const verb = act === 'retry' ? retryWords[when] : endWords[act][when];
  return capitalize([verb, runs, act === 'retry' ? 'again' : ''].filter(Boolean).join(' '));
}

export type ActOutcome = {
  /** `refused`: so would be a further try. `failed`: nothing was done. `unknown`: it may be done. */
  readonly type: 'done' | 'refused' | 'failed' | 'unknown';
  readonly text: string;
  /** Whether a further try may start a second run, because the first may have been received. */
  readonly mayRepeat?: true;
  readonly cancel?: CancelOutcome;
  readonly started?: string;
  readonly already?: EarlierStart;
};

type PerformRequest = {
  readonly store: RunStore;
  readonly act: Act;
  readonly by?: string;
  /** Earlier retries as they were seen when the runs were chosen: the same for every try. */
  readonly retried: Retried;
};

export async function performAct(
  { store, act, by, retried }: PerformRequest,
  address: string,
): Promise<ActOutcome> {
  if (act !== 'retry') return toCancelOutcome(await cancelRun({ store, act, by }, address), act);
  const outcome = await runAgain({ store, address, by, retried, trigger: 'cli' });
  return toRetryOutcome(outcome, memberOf(store.target, address));
}

/** A run that is canceled by now, as by an earlier try, counts as done. */
function toCancelOutcome(answer: CancelOutcome, act: EndAct): ActOutcome {
  const isOver = answer.type === 'answered' && answer.result.type === 'already-finished';
  const cancel: CancelOutcome = isOver ? { ...answer, result: endedAs(answer.result.status) } : answer;
  const refused = cancel.type === 'answered' ? 'refused' : cancel.type;
  return { type: isGranted(cancel) ? 'done' : refused, text: cancelText(cancel, act), cancel };
}

/** A further try sends the same id, so it starts nothing twice, except where engines choose ids. */
function toRetryOutcome(outcome: StartOutcome, { isEngine }: TargetInfo): ActOutcome {
  if (outcome.type === 'started') {
    const { address: started, already } = outcome;
    return { type: 'done', text: startedText(outcome), started, already };
  }
  const mayRepeat = outcome.type === 'unknown' && isEngine === true;
  const type = outcome.type === 'not-found' ? 'refused' : outcome.type;
  return { type, text: againText(outcome) ?? '', ...(mayRepeat ? { mayRepeat } : {}) };
}

/** Whether a further try is of use and does nothing twice. */
export function mayTryAgain(outcome: ActOutcome | undefined): boolean {
  if (outcome?.type === 'unknown') return outcome.mayRepeat !== true;
  return outcome?.type === 'failed';
}
