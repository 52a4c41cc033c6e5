import type { RunSummary, Settled } from '../run.ts';
import { formatDuration } from '../text/formats.ts';

const ways: Readonly<Record<Settled['how'], string>> = {
  retry: 'retry',
  key: 'same key',
  schedule: 'same schedule',
  input: 'equal input',
};

/** `4m 00s later: retry`: when after its failure the work of a run was done, and how that is known. */
export function settledTail({ finishedAt, createdAt }: RunSummary, { at, how }: Settled): string {
  const ms = at - (finishedAt ?? createdAt);
  return ms > 0 ? `${formatDuration(ms)} later: ${ways[how]}` : `meanwhile: ${ways[how]}`;
}
