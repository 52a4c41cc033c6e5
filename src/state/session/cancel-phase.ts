import type { CancelResult } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { RunStatus } from '../../model/status.ts';

export type CancelPhase =
  | { readonly type: 'asking' }
  | { readonly type: 'answered'; readonly result: CancelResult; readonly act?: EndAct }
  /** The run that was asked to end has ended. */
  | { readonly type: 'ended'; readonly status: RunStatus }
  /** No answer came: whether the run is to end is not known. */
  | { readonly type: 'unknown'; readonly error: InspectorError; readonly act?: EndAct }
  | { readonly type: 'error'; readonly error: InspectorError; readonly act?: EndAct };

/** `at` is when it became so. */
export type TimedCancelPhase = CancelPhase & { readonly at: number };

/** How runs are ended: asked to, so that they can clean up, or at once, when asking did not end them. */
export type EndAct = 'cancel' | 'kill';

/** A run that is to end, as it stood when that was asked. */
export type CancelTarget = {
  readonly address: string;
  readonly id: string;
  /** The target's name, where there are several. */
  readonly target?: string;
  readonly name: string;
  readonly status: string;
};
