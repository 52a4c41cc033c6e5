import { describeErrorInRow } from '../../../model/report/describe-error.ts';
import type { RunSummary } from '../../../model/run.ts';
import { cancelingLabel, isActive, type RunStatus, statusInfo, statusLabel } from '../../../model/status.ts';

/** A run that a retry started, as it was read last. */
export type NewRun = {
  readonly id: string;
  readonly createdAt: number;
  readonly actor?: string;
  /** Whether it says which run it repeats. */
  readonly isLinked: boolean;
  readonly status: RunStatus;
  /** The status as it is shown, `⊘ Canceling` after a request to cancel. */
  readonly glyph: string;
  readonly label: string;
  /** Whether its status may still change. */
  readonly isActive: boolean;
  /** The error of a failed run, on one line. */
  readonly error?: string;
};

export function toNewRun(run: RunSummary, now: number): NewRun {
  const { id, createdAt, actor, status, errorSummary } = run;
  const isCanceling = isActive(run) && run.cancelRequestedAt !== undefined;
  const label = isCanceling ? cancelingLabel(run) : statusLabel(run, now);
  const error = status === 'failed' && errorSummary ? describeErrorInRow(errorSummary) : undefined;
  const { glyph } = statusInfo[isCanceling ? 'canceled' : status];
  const isLinked = run.retryOf !== undefined;
  return { id, createdAt, actor, isLinked, status, glyph, label, isActive: isActive(run), error };
}

/** By their address. */
export type NewRuns = ReadonlyMap<string, NewRun>;

/** The runs as they are known by now; the same object where nothing was read that is not known. */
export function mergeNewRuns(known: NewRuns, read: NewRuns): NewRuns {
  const changed = [...read].filter(([address, run]) => !isSame(known.get(address), run));
  return changed.length === 0 ? known : new Map([...known, ...changed]);
}

function isSame(before: NewRun | undefined, { status, label, isActive, error }: NewRun): boolean {
  if (before?.status !== status || before.label !== label) return false;
  return before.isActive === isActive && before.error === error;
}
