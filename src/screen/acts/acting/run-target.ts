import type { FoundRun } from '../../../operations/acts/find-runs.ts';

/** A run to act on, as it was when it was chosen; `status` as it was shown. */
export type RunTarget = Pick<FoundRun, 'address' | 'id' | 'target' | 'name' | 'status'>;
