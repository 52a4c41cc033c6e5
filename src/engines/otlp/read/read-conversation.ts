import { textOf } from '../../../model/is-record.ts';
import type { Message, ToolCall } from '../../../model/run.ts';
import { pickAttributes } from '../messages/attribute-names.ts';
import type { CallMessages } from '../messages/chat-message.ts';
import {
  distinctMessages,
  joinCallMessages,
  readAttributeMessages,
  readEventMessages,
  readGenAiEvent,
  readResults,
  toMessage,
} from '../messages/read-messages.ts';
import type { StoredLines } from '../runs/indexed-files.ts';
import { type ModelCall, modelCallsOf } from '../runs/model-calls.ts';
import { partOf } from '../runs/run-outcome.ts';
import type { SummarizedRun } from '../runs/summarize-run.ts';
import { type RunPart, spanLogs } from '../runs/trace-group.ts';
import { toMessageKeys } from '../spans/indexed-attributes.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { attributesOf, framedOf, readOutput, readSpanError } from './read-span-payloads.ts';

export function readConversation(run: SummarizedRun, files: StoredLines): readonly Message[] {
  const calls = modelCallsOf(run.parts).flatMap(call => {
    const messages = readCallMessages(call, files);
    return messages ? [{ entry: call.entry, messages }] : [];
  });
  const keys = calls.map(({ messages }) => toMessageKeys(messages));
  const results = readResults(calls.flatMap(({ messages }) => [...messages.input, ...messages.output]));
  const messages = distinctMessages(keys).flatMap(({ call, at }, index) => {
    const found = calls[call];
    const message = found && [...found.messages.input, ...found.messages.output][at];
    if (!found || !message) return [];
    const isOutput = at >= found.messages.input.length;
    const time = Math.floor(isOutput ? found.entry.endAt : found.entry.startAt);
    return [toMessage(message, `message_${index + 1}`, time, results)];
  });
  return addToolOutcomes(messages, run, files);
}

function readCallMessages(call: ModelCall, files: StoredLines): CallMessages | undefined {
  const { entry, part, takes, instructed } = call;
  const own = readSpanMessages(entry, part, files);
  const above = instructed && readSpanMessages(instructed, part, files);
  const spoken = above ? above.input.findIndex(({ role }) => role !== 'system') : 0;
  const instructions = above?.input.slice(0, spoken < 0 ? undefined : spoken) ?? [];
  return (
    own && {
      input: takes === 'output' ? [] : [...instructions, ...own.input],
      output: takes === 'input' ? [] : own.output,
    }
  );
}

function readSpanMessages(entry: SpanEntry, part: RunPart, files: StoredLines): CallMessages | undefined {
  const raw = framedOf(entry, files)?.raw;
  const own = readAttributeMessages(pickAttributes(raw?.attributes, false)) ?? readEventMessages(raw?.events);
  if (own) return own;
  const records = spanLogs(part, entry.id).flatMap(({ line, at }) => files.load(line).logs[at] ?? []);
  return joinCallMessages(records.flatMap(log => readGenAiEvent(log.raw) ?? []));
}

type ToolOutcome = Pick<ToolCall, 'result' | 'error'>;

/** Takes the results that no message has from the spans of the tools. */
function addToolOutcomes(messages: readonly Message[], run: SummarizedRun, files: StoredLines) {
  const lacks = ({ toolCalls = [] }: Message) => toolCalls.some(({ result }) => result === undefined);
  if (!messages.some(lacks)) return messages;
  const outcomes = readToolOutcomes(run, files);
  return messages.map(message => {
    const { toolCalls } = message;
    if (!toolCalls || !lacks(message)) return message;
    return { ...message, toolCalls: toolCalls.map(call => ({ ...outcomes.get(call.id), ...call })) };
  });
}

function readToolOutcomes({ steps, parts }: SummarizedRun, files: StoredLines) {
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
