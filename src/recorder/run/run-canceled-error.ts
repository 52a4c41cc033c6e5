/** The reason of `run.signal` after a cancel, with which `run.sleep` and `run.waitFor` reject. */
export class RunCanceledError extends Error {
  override readonly name = 'RunCanceledError';
  readonly code = 'RUN_CANCELED';
  readonly runId: string;

  constructor(runId: string) {
    super(`the run ${runId} was canceled`);
    this.runId = runId;
  }
}
