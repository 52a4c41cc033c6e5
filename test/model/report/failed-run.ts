import type { Run } from '../../../src/model/run.ts';

/** A failed run of which nothing is recorded but when it failed; a test adds what it is about. */
export function failedRun(fields: Partial<Run> = {}): Run {
  return {
    id: 'run_1',
    kind: 'workflow',
    name: 'signup',
    status: 'failed',
    trigger: { type: 'cli', label: 'CLI', raw: 'cli' },
    createdAt: 0,
    models: [],
    services: [],
    usage: [],
    ...fields,
  };
}
