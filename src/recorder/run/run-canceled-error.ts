/** The reason of `run.signal` after a cancel in the inspector; `run.sleep` and `run.waitFor` throw it. */
export class RunCanceledError extends Error {
  override readonly name = 'RunCanceledError';
  readonly code = 'RUN_CANCELED';
  readonly runId: string;

  constructor(runId: string) {
    super(`the run ${runId} was canceled`);
    this.runId = runId;
  }
}
