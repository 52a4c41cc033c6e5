import type { HowUsual } from '../../model/report/answer/how-usual.ts';
import type { LogsAround } from '../../model/report/answer/logs-around.ts';
import type { FailingCall } from '../../../model/report/failing-step.ts';

/** What a failed run does not say by itself: it is read once the run is open. */
export type FailureAnswer = {
  readonly usual?: HowUsual;
  /** The failing call, by the trace. */
  readonly call?: FailingCall;
  readonly logs?: LogsAround;
};
