import { isRecord } from '../../../model/is-record.ts';
import { type RunStatus, toStatus } from '../../../model/status.ts';
import { parseJsonText } from '../files/parse-json-text.ts';
import { type Picked, pickedText } from '../messages/attribute-names.ts';

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

/** An agent that waits for an approval, or was stopped by a guard, says so in its output alone. */
export function pickedEndStatus(picked: Picked | undefined): string | undefined {
  const word = pickedText(picked, 'endStatus');
  const output = picked?.agentOutput;
  if (word !== undefined || typeof output !== 'string' || !agentEnd.test(output)) return word;
  const end = parseJsonText(output);
  if (!isRecord(end)) return undefined;
  if (isRecord(end.tripwire)) return 'tripwire';
  return end.status === 'suspended' ? end.status : undefined;
}

const agentEnd = /^\{"(?:status|tripwire)":/;
