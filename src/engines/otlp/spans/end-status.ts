import { type RunStatus, toStatus } from '../../../model/status.ts';

/** Mastra's words that are not ours (`WorkflowRunStatus` of @mastra/core 1.71). */
const words: Readonly<Record<string, RunStatus | undefined>> = {
  paused: 'waiting',
  tripwire: 'failed',
  bailed: 'success',
  skipped: 'success',
};

/** The status in which a span left its run or step; `undefined` for an unknown word. */
export function toEndStatus(word: unknown): RunStatus | undefined {
  if (typeof word !== 'string') return undefined;
  const status = Object.hasOwn(words, word) ? words[word] : toStatus(word);
  return status === 'unknown' ? undefined : status;
}
