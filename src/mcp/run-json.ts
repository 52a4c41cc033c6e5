import { type RunSummary, runAddress } from '../model/run.ts';

/** With the id that the other tools take, which in a list of several targets names the target, too. */
export function withAddress<Json extends object>(json: Json, run: Pick<RunSummary, 'id' | 'target'>) {
  return { ...json, id: runAddress(run) };
}
