import { createFailureGroups, type FailureGroup } from '../../../../src/model/failure/failure-groups.ts';
import { bucketLengths, toTally } from '../../../../src/model/failure/failure-tally.ts';

export type Failure = { readonly at: number; readonly failure?: string };

/** The groups of runs that failed at these times. */
export function groupsOf(failures: readonly Failure[], bucketMs: number = bucketLengths.minute) {
  const groups = createFailureGroups();
  failures.forEach(({ at, failure = 'signature01' }, index) => {
    const tally = toTally(
      {
        id: `run_${index}`,
        kind: 'workflow',
        name: 'signup-pipeline',
        status: 'failed',
        trigger: { type: 'api', label: 'API', raw: 'api' },
        createdAt: at,
        models: [],
        services: [],
        errorSummary: { message: 'no answer', failure },
      },
      bucketMs,
    );
    if (tally) groups.add([tally]);
  });
  return groups.groups();
}

/** The one group of runs that failed at these times. */
export function groupOf(...times: readonly number[]): FailureGroup {
  const [group] = groupsOf(times.map(at => ({ at })));
  if (!group) throw new Error('nothing failed');
  return group;
}
