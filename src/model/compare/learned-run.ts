import type { Address, Run } from '../run.ts';

/** What is kept of a success from which noise was learned, besides its nodes. */
export type LearnedRun = Address & Pick<Run, 'usage' | 'costUsd'>;

export function toLearnedRun({ id, target, usage, costUsd }: Run): LearnedRun {
  return { id, target, usage, costUsd };
}
