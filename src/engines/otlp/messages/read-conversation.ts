import type { Message } from '../../../model/run.ts';
import type { Library } from '../otlp-library.ts';
import { tellingLogs } from '../runs/span-logs.ts';
import type { SummarizedRun } from '../runs/summarize-run.ts';
import { pickAttributes } from '../spans/attribute-names.ts';
import { framedOf } from '../spans/read-span-payloads.ts';
import type { Said } from './chat-message.ts';
import { joinCalls } from './distinct-messages.ts';
import { joinSaid, readEvent, readSaidEvents } from './genai-events.ts';
import { callsOf, type SpokenCall } from './model-calls.ts';
import { readResults, readSaid, toMessage } from './read-messages.ts';

/** What was said in a run, each message once. */
export function readConversation({ parts }: SummarizedRun, library: Library): readonly Message[] {
  const calls = callsOf(parts.map(({ part }) => part)).flatMap(call => {
    const said = saidIn(call, library);
    return said ? [{ entry: call.entry, said }] : [];
  });
  const keys = calls.map(({ said }) => ({
    input: said.input.map(({ key }) => key),
    output: said.output.map(({ key }) => key),
  }));
  const results = readResults(calls.flatMap(({ said }) => [...said.input, ...said.output]));
  return joinCalls(keys).flatMap(({ call, at }, index) => {
    const found = calls[call];
    const spoken = found && [...found.said.input, ...found.said.output][at];
    if (!found || !spoken) return [];
    const isOutput = at >= found.said.input.length;
    const time = Math.floor(isOutput ? found.entry.endAt : found.entry.startAt);
    return [toMessage(spoken, `message_${index + 1}`, time, results)];
  });
}

function saidIn({ entry, part }: SpokenCall, library: Library): Said | undefined {
  const raw = framedOf(entry, library)?.raw;
  const own = readSaid(pickAttributes(raw?.attributes, false)) ?? readSaidEvents(raw?.events);
  if (own) return own;
  const records = tellingLogs(part, entry.id).flatMap(({ line, at }) => library.load(line).logs[at] ?? []);
  return joinSaid(records.flatMap(log => readEvent(log.raw) ?? []));
}
