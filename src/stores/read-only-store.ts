import type { Capabilities } from '../contract/capabilities.ts';
import type { FailureMarks, MarkResult } from '../contract/failures.ts';
import type { RunStore } from '../contract/run-store.ts';

type Reading =
  | 'listRuns'
  | 'counts'
  | 'workflows'
  | 'suggest'
  | 'lateRuns'
  | 'failures'
  | 'explainFailures'
  | 'getRun'
  | 'getSteps'
  | 'getTrace'
  | 'memberStarts'
  | 'changes'
  | 'missing'
  | 'about'
  | 'check'
  | 'close';

/** Any other method is an act, also one that is added later. */
type Acts = Required<Omit<RunStore, Reading | 'target' | 'can' | 'failureMarks'>>;

/** A store without anything that can be done to its runs: the one place that decides it. */
export function createReadOnlyStore(store: RunStore): RunStore {
  const refuse = async () =>
    ({ type: 'refused', reason: `${store.target.location} was opened read-only` }) as const;
  const refused: Acts = {
    cancelRun: refuse,
    killRun: refuse,
    startRun: refuse,
    restartRun: refuse,
    performVerb: refuse,
  };
  const { failureMarks } = store;
  return {
    ...store,
    get target() {
      return store.target;
    },
    get can() {
      return withoutActs(store.can);
    },
    ...refused,
    ...(failureMarks ? { failureMarks: withoutChanges(failureMarks, refuse) } : {}),
  };
}

function withoutActs({ live, sorts, order, lacks }: Capabilities): Capabilities {
  return {
    ...{ cancel: false, kill: false, start: false, live, sorts },
    ...(order === undefined ? {} : { order }),
    ...(lacks === undefined ? {} : { lacks }),
  };
}

function withoutChanges(marks: FailureMarks, refuse: () => Promise<MarkResult>): FailureMarks {
  return { list: options => marks.list(options), put: refuse, remove: refuse };
}
