import type { Message } from '../../../model/run.ts';
import type { IndexedFiles } from '../indexed-files.ts';
import { spanLogs } from '../runs/span-logs.ts';
import type { SummarizedRun } from '../runs/summarize-run.ts';
import { pickAttributes } from '../spans/attribute-names.ts';
import { toMessageKeys } from '../spans/indexed-attributes.ts';
import { framedOf } from '../spans/read-span-payloads.ts';
import type { CallMessages } from './chat-message.ts';
import { distinctMessages } from './distinct-messages.ts';
import { joinCallMessages, readEventMessages, readGenAiEvent } from './genai-events.ts';
import { type ModelCall, modelCallsOf } from './model-calls.ts';
import { readAttributeMessages, readResults, toMessage } from './read-messages.ts';

export function readConversation({ parts }: SummarizedRun, files: IndexedFiles): readonly Message[] {
  const calls = modelCallsOf(parts.map(({ part }) => part)).flatMap(call => {
    const messages = readCallMessages(call, files);
    return messages ? [{ entry: call.entry, messages }] : [];
  });
  const keys = calls.map(({ messages }) => toMessageKeys(messages));
  const results = readResults(calls.flatMap(({ messages }) => [...messages.input, ...messages.output]));
  return distinctMessages(keys).flatMap(({ call, at }, index) => {
    const found = calls[call];
    const message = found && [...found.messages.input, ...found.messages.output][at];
    if (!found || !message) return [];
    const isOutput = at >= found.messages.input.length;
    const time = Math.floor(isOutput ? found.entry.endAt : found.entry.startAt);
    return [toMessage(message, `message_${index + 1}`, time, results)];
  });
}

function readCallMessages({ entry, part }: ModelCall, files: IndexedFiles): CallMessages | undefined {
  const raw = framedOf(entry, files)?.raw;
  const own = readAttributeMessages(pickAttributes(raw?.attributes, false)) ?? readEventMessages(raw?.events);
  if (own) return own;
  const records = spanLogs(part, entry.id).flatMap(({ line, at }) => files.load(line).logs[at] ?? []);
  return joinCallMessages(records.flatMap(log => readGenAiEvent(log.raw) ?? []));
}
