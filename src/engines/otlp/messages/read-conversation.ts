import type { Message } from '../../../model/run.ts';
import type { IndexedFiles } from '../indexed-files.ts';
import { spanLogs } from '../runs/span-logs.ts';
import type { SummarizedRun } from '../runs/summarize-run.ts';
import { pickAttributes } from '../spans/attribute-names.ts';
import { framedOf } from '../spans/read-span-payloads.ts';
import type { CallMessages } from './chat-message.ts';
import { distinctMessages } from './distinct-messages.ts';
import { joinCallMessages, readEventMessages, readGenAiEvent } from './genai-events.ts';
import { type ModelCall, modelCallsOf } from './model-calls.ts';
import { readAttributeMessages, readResults, toMessage } from './read-messages.ts';

/** What was said in a run, each message once. */
export function readConversation({ parts }: SummarizedRun, files: IndexedFiles): readonly Message[] {
  const calls = modelCallsOf(parts.map(({ part }) => part)).flatMap(call => {
    const said = saidIn(call, files);
    return said ? [{ entry: call.entry, said }] : [];
  });
  const keys = calls.map(({ said }) => ({
    input: said.input.map(({ key }) => key),
    output: said.output.map(({ key }) => key),
  }));
  const results = readResults(calls.flatMap(({ said }) => [...said.input, ...said.output]));
  return distinctMessages(keys).flatMap(({ call, at }, index) => {
    const found = calls[call];
    const spoken = found && [...found.said.input, ...found.said.output][at];
    if (!found || !spoken) return [];
    const isOutput = at >= found.said.input.length;
    const time = Math.floor(isOutput ? found.entry.endAt : found.entry.startAt);
    return [toMessage(spoken, `message_${index + 1}`, time, results)];
  });
}

function saidIn({ entry, part }: ModelCall, files: IndexedFiles): CallMessages | undefined {
  const raw = framedOf(entry, files)?.raw;
  const own = readAttributeMessages(pickAttributes(raw?.attributes, false)) ?? readEventMessages(raw?.events);
  if (own) return own;
  const records = spanLogs(part, entry.id).flatMap(({ line, at }) => files.load(line).logs[at] ?? []);
  return joinCallMessages(records.flatMap(log => readGenAiEvent(log.raw) ?? []));
}
