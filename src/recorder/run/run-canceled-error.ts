/**
 * The reason of `run.signal` when somebody cancels a run in the inspector; sleeping and waiting end by
 * throwing it.
 */
export class RunCanceledError extends Error {
  override readonly name = 'RunCanceledError';
  readonly code = 'RUN_CANCELED';
  readonly runId: string;

  constructor(runId: string) {
    super(`the run ${runId} was canceled`);
    this.runId = runId;
  }
}
