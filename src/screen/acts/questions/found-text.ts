import { countOf } from '../../../model/text/formats.ts';
import { countsByName, describeStatuses, type NameCount } from '../../../operations/acts/counts-by-name.ts';
import type { FoundRun, FoundRuns } from '../../../operations/acts/find-runs.ts';
import { isCountTyped } from '../../../operations/acts/typed-count.ts';

/** What is known of the runs of a question. */
export type FoundText = {
  /** `12 runs` */
  readonly runs: string;
  /** `10 running, 2 queued` */
  readonly statuses: string;
  readonly names: readonly NameCount[];
  /** Each run, where they are so few that no number is typed. */
  readonly few?: readonly FoundRun[];
};

/** The rows of a question: each of a few runs, else each workflow. */
export function foundRows({ few, names }: FoundText): readonly (FoundRun | NameCount)[] {
  return few ?? names;
}

export function describeFound({ runs, counts }: FoundRuns): FoundText {
  return {
    runs: countOf(runs.length, 'run'),
    statuses: describeStatuses(counts),
    names: countsByName(counts),
    few: isCountTyped(runs.length) ? undefined : runs,
  };
}
