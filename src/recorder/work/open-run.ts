import { type Recording, RunCanceledError } from '../run/recording.ts';
import type { RunScope } from '../run/run-scope.ts';
import { currentScope, runInScope, type Scope } from '../run/scope.ts';
import { createActions } from './scope-actions.ts';

/** A run that the program begins and ends itself. It ends once; later ends are ignored. */
export type OpenRun = RunScope & {
  /** Turns `queued` into `running`. */
  begin(): void;
  /** Begins and ends the run as `recorder.run` does. Rejects without calling `work` if it is over. */
  execute<T>(work: (run: RunScope) => T | PromiseLike<T>): Promise<T>;
  succeed(output?: unknown): void;
  /** Ends the run as failed, or as canceled when its signal is aborted. */
  fail(error: unknown): void;
  /** Aborts the run's signal and ends it as canceled. */
  cancel(): void;
};

export function toOpenRun(run: Recording): OpenRun {
  return {
    ...createActions(toScope(run)),
    begin: () => run.begin(),
    execute: work => executeRun(run, createActions, work),
    succeed(output) {
      run.begin();
      run.succeed(output);
    },
    fail(error) {
      run.begin();
      run.fail(error);
    },
    cancel() {
      const reason = new RunCanceledError(run.id);
      run.abort(reason);
      run.fail(reason);
    },
  };
}

export async function executeRun<T, Session>(
  run: Recording,
  openSession: (scope: Scope) => Session,
  work: (session: Session) => T | PromiseLike<T>,
): Promise<T> {
  if (run.isOver()) throw run.signal.reason ?? new Error(`the run ${run.id} has ended already`);
  run.begin();
  const scope = toScope(run);
  try {
    const output = await runInScope(scope, () => work(openSession(scope)));
    run.succeed(output);
    return output;
  } catch (error) {
    run.fail(error);
    throw error;
  }
}

function toScope(run: Recording): Scope {
  return { run, parent: currentScope(), spanId: run.spanId, activity: run.activity };
}
