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

/** Any other method is an act: one that is added later does not compile until it is refused below. */
type Acts = Required<Omit<RunStore, Reading | 'target' | 'can' | 'failureMarks'>>;

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
  const { failureMarks: marks } = store;
  return {
    ...store,
    get target() {
      return store.target;
    },
    get can() {
      const { live, sorts, order, lacks } = store.can;
      const can = { cancel: false, kill: false, start: false, live, sorts };
      return { ...can, ...(order && { order }), ...(lacks && { lacks }) };
    },
    ...refused,
    ...(marks && {
      failureMarks: { list: options => marks.list(options), put: refuse, remove: refuse },
    }),
  };
}
