import type { RunKind } from '../../model/run.ts';

/** How the commands of one kind of run name things: a run of a workflow, a session of an agent. */
export type Nouns = {
  readonly kind: RunKind;
  /** The group that lists the names of this kind. */
  readonly group: string;
  readonly runs: string;
  readonly run: string;
  readonly id: string;
  /** A name for the examples of help. */
  readonly example: string;
  /** The id of a run of that name in the demo. */
  readonly exampleId: string;
};

export const workflowNouns: Nouns = {
  kind: 'workflow',
  group: 'workflows',
  runs: 'workflows runs',
  run: 'run',
  id: 'run-id',
  example: 'signup-pipeline',
  exampleId: 'demo-failed',
};

export const agentNouns: Nouns = {
  kind: 'agent',
  group: 'agents',
  runs: 'agents sessions',
  run: 'session',
  id: 'session-id',
  example: 'support-agent',
  exampleId: 'demo-session',
};
