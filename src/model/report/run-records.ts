import type { Run } from '../run.ts';
import type { CopySource } from './copy-source.ts';

/** The parts of a run that are lists of any length, by where they are in it. */
export const recordLists = [
  ['steps'],
  ['messages'],
  ['trace', 'spans'],
  ['trace', 'logs'],
] as const satisfies readonly (readonly string[])[];

export type RecordList = (typeof recordLists)[number];

/** Empty for a list that the run lacks. */
export function recordsOf({ run }: CopySource, [first, second]: RecordList): readonly unknown[] {
  if (!('usage' in run)) return [];
  return (first === 'trace' ? run.trace?.[second] : run[first]) ?? [];
}

export function countRecords(sources: readonly CopySource[]): number {
  return sources.reduce(
    (sum, source) => sum + recordLists.reduce((count, list) => count + recordsOf(source, list).length, 0),
    0,
  );
}

/** The source with empty lists in place of those that its run has. */
export function withoutRecords(source: CopySource): CopySource {
  const { run } = source;
  if (!('usage' in run)) return source;
  const { steps, messages, trace } = run;
  const bare: Run = {
    ...run,
    steps: steps && [],
    messages: messages && [],
    trace: trace && { spans: [], logs: [] },
  };
  return { ...source, run: bare };
}

export function withoutTrace(source: CopySource): CopySource {
  const { run } = source;
  if (!('usage' in run) || !run.trace) return source;
  return { ...source, run: { ...run, trace: { spans: [], logs: [] } } };
}
