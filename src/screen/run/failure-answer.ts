import type { FailingCall } from '../../model/report/failing-step.ts';
import type { HowUsual } from '../../model/report/how-usual.ts';
import type { LogsAround } from '../../model/report/logs-around.ts';

/** What a failed run does not say by itself: it is read once the run is open. */
export type FailureAnswer = {
  readonly usual?: HowUsual;
  /** The failing call, by the trace. */
  readonly call?: FailingCall;
  readonly logs?: LogsAround;
};
