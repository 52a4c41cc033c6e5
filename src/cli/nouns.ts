import type { RunKind } from '../model/run.ts';

/** How commands speak of each kind of run. */
export const kindWords: Readonly<
  Record<
    RunKind,
    {
      readonly group: string;
      readonly runs: string;
      readonly run: string;
      readonly id: string;
      readonly example: string;
    }
  >
> = {
  workflow: {
    group: 'workflows',
    runs: 'workflows runs',
    run: 'run',
    id: 'run-id',
    example: 'signup-pipeline',
  },
  agent: {
    group: 'agents',
    runs: 'agents sessions',
    run: 'session',
    id: 'session-id',
    example: 'support-agent',
  },
};
