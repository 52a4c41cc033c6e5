import type { Message, ToolCall } from '../../../model/run.ts';
import { textOf } from '../files/any-value.ts';
import type { IndexedFiles } from '../runs/indexed-files.ts';
import { partOf } from '../runs/run-outcome.ts';
import type { SummarizedRun } from '../runs/summarize-run.ts';
import { attributesOf, readOutput, readSpanError } from './read-span-payloads.ts';

type ToolOutcome = Pick<ToolCall, 'result' | 'error'>;

/** Completes calls whose results are in no message by the spans of the tools. */
export function addToolOutcomes(
  messages: readonly Message[],
  run: SummarizedRun,
  files: IndexedFiles,
): readonly Message[] {
  const lacks = ({ toolCalls = [] }: Message) => toolCalls.some(({ result }) => result === undefined);
  if (!messages.some(lacks)) return messages;
  const outcomes = readToolOutcomes(run, files);
  return messages.map(message => {
    const { toolCalls } = message;
    if (!toolCalls || !lacks(message)) return message;
    return { ...message, toolCalls: toolCalls.map(call => ({ ...outcomes.get(call.id), ...call })) };
  });
}

function readToolOutcomes({ steps, parts }: SummarizedRun, files: IndexedFiles) {
  const outcomes = new Map<string, ToolOutcome>();
  for (const entry of steps) {
    if (entry.attributes?.tool === undefined) continue;
    const attributes = attributesOf(entry, files);
    const id = textOf(attributes['gen_ai.tool.call.id']);
    const result = readOutput(attributes);
    const error = readSpanError(entry, partOf(entry, parts), files);
    if (id === undefined) continue;
    outcomes.set(id, { ...(result === undefined ? {} : { result }), ...(error ? { error } : {}) });
  }
  return outcomes;
}
