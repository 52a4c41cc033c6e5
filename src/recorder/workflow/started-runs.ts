import type { ClaimedStart, StartQueue } from '../../contract/start-queue.ts';
import { executeRun } from '../run/open-run.ts';
import type { Recording } from '../run/recording.ts';
import type { RunRegistry } from '../run/run-registry.ts';
import { currentScope, runOutsideOfScopes } from '../scope/scope.ts';
import { createActions } from '../scope/scope-actions.ts';
import { startedInput } from './started-input.ts';
import type { OfferedWorkflow } from './workflow.ts';

/** The runs of this program that others started. */
export type StartedRuns = {
  /** Offers a workflow, in place of an earlier one of that name. */
  readonly offer: (name: string, workflow: OfferedWorkflow) => void;
  /** Offers nothing any longer. Resolves when all of these runs have ended, but not the one of the caller. */
  readonly stop: () => Promise<void>;
  /** Whether none of them runs or is about to begin. */
  readonly isIdle: () => boolean;
};

type Options = {
  /** Absent where nobody can start runs. */
  readonly queue: StartQueue | undefined;
  readonly runs: Pick<RunRegistry, 'adopt'>;
  readonly now: () => number;
};

export function createStartedRuns({ queue, runs, now }: Options): StartedRuns {
  const offered = new Map<string, OfferedWorkflow>();
  const open = new Map<Opened, Promise<void>>();
  let stopListening: (() => void) | undefined;

  function room(): ReadonlyMap<string, number> {
    const taken = Map.groupBy(open.keys(), ({ workflow }) => workflow);
    return new Map(
      Array.from(offered, ([name, { concurrency }]) => [name, concurrency - (taken.get(name)?.length ?? 0)]),
    );
  }
  async function execute(start: Opened, from: StartQueue): Promise<void> {
    const workflow = offered.get(start.workflow);
    const at = now();
    const begun = workflow && (await from.begin(start.id, at));
    if (!begun) return;
    const { work, signal } = workflow;
    start.run = runs.adopt({ id: start.id, workflow: start.workflow, at, signal });
    // The run holds its error.
    await executeRun(start.run, createActions, run => work(startedInput(begun.input), run)).catch(() => {});
  }
  function add(start: Opened, from: StartQueue): void {
    const ended = execute(start, from).finally(() => {
      open.delete(start);
      from.roomChanged();
    });
    open.set(start, ended);
  }

  function addAll(starts: readonly ClaimedStart[], from: StartQueue): void {
    for (const start of starts) add({ ...start }, from);
  }

  return {
    offer(name, workflow) {
      offered.set(name, workflow);
      if (stopListening) return queue?.roomChanged();
      stopListening = queue?.listen({
        room,
        claimed: starts => runOutsideOfScopes(() => addAll(starts, queue)),
      });
    },
    async stop() {
      stopListening?.();
      stopListening = undefined;
      offered.clear();
      const own = currentScope()?.run;
      await Promise.all(Array.from(open, ([{ run }, ended]) => (run && run === own ? undefined : ended)));
    },
    isIdle: () => open.size === 0,
  };
}

type Opened = ClaimedStart & {
  /** Set once it has begun. */
  run?: Recording;
};
