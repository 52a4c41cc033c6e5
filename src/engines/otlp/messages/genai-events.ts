import { isRecord } from '../../../model/is-record.ts';
import { type JsonObject, listOf, parseJsonText, textOf, toRecord, toValue } from '../files/any-value.ts';
import { pickAttributes } from './attribute-names.ts';
import { type CallMessages, type ChatMessage, toChatMessage } from './chat-message.ts';
import { readAttributeMessages } from './read-messages.ts';

/** Roles of events with one message each, as OpenTelemetry specified until 2025. */
const roles: Readonly<Record<string, string | undefined>> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
  'gen_ai.choice': 'assistant',
};

const detailsName = 'gen_ai.client.inference.operation.details';

/**
 * Reads an event or log record with one message (`gen_ai.user.message`, `gen_ai.choice`), in its body or
 * attributes, with a call's messages (`gen_ai.client.inference.operation.details`), or with one text
 * (`gen_ai.content.prompt` or `.completion`).
 */
export function readGenAiEvent(raw: JsonObject): CallMessages | undefined {
  const name = eventNameOf(raw);
  if (name === undefined) return undefined;
  if (name === detailsName)
    return readAttributeMessages(pickAttributes(raw.attributes, false)) ?? readBody(raw);
  const attributes = toRecord(raw.attributes);
  if (name === 'gen_ai.content.prompt') return input(attributes['gen_ai.prompt'], 'user');
  if (name === 'gen_ai.content.completion') return output(attributes['gen_ai.completion']);
  const role = Object.hasOwn(roles, name) ? roles[name] : undefined;
  if (role === undefined) return undefined;
  const body = toValue(raw.body);
  const content = isRecord(body) ? body : { content: body, ...attributes };
  return name === 'gen_ai.choice' ? output(choiceOf(content)) : input(content, role);
}

function eventNameOf(raw: JsonObject): string | undefined {
  const name = textOf(raw.eventName) ?? textOf(raw.name);
  if (name !== undefined) return name.startsWith('gen_ai.') ? name : undefined;
  const item = listOf(raw.attributes).find(one => isRecord(one) && one.key === 'event.name');
  const named = isRecord(item) ? textOf(toValue(item.value)) : undefined;
  return named?.startsWith('gen_ai.') ? named : undefined;
}

/** Some exporters put these attributes into the body. */
function readBody({ body }: JsonObject): CallMessages | undefined {
  const values = toValue(body);
  if (!isRecord(values)) return undefined;
  return readAttributeMessages({
    instructions: values['gen_ai.system_instructions'],
    inputMessages: values['gen_ai.input.messages'],
    outputMessages: values['gen_ai.output.messages'],
  });
}

/** A choice has a member `message`, or is the message itself. */
function choiceOf(choice: JsonObject): JsonObject {
  const message = parseJsonText(choice.message);
  if (isRecord(message)) return message;
  return message === undefined ? choice : { ...choice, content: message };
}

function input(value: unknown, role: string): CallMessages {
  return { input: toChatMessages(value, role), output: [] };
}

function output(value: unknown): CallMessages {
  return { input: [], output: toChatMessages(value, 'assistant') };
}

/** Accepts a message, a list of messages or a text, each perhaps as a JSON text. */
function toChatMessages(value: unknown, role: string) {
  const parsed = parseJsonText(value);
  if (parsed === undefined) return [];
  const list = Array.isArray(parsed) ? parsed : [parsed];
  return list.map(item => toChatMessage(isRecord(item) ? item : { content: item }, role)).filter(hasContent);
}

/** For privacy, most programs record messages without their content. */
function hasContent({ parts, content }: ChatMessage): boolean {
  if (content !== undefined && content !== null) return true;
  return parts.some(part => part.type !== 'tool_call_response' || part.response !== undefined);
}

export function joinCallMessages(events: readonly CallMessages[]): CallMessages | undefined {
  const input = events.flatMap(one => one.input);
  const output = events.flatMap(one => one.output);
  return input.length + output.length > 0 ? { input, output } : undefined;
}

export function readEventMessages(events: unknown): CallMessages | undefined {
  const list = listOf(events);
  return list.length === 0
    ? undefined
    : joinCallMessages(list.flatMap(event => (isRecord(event) && readGenAiEvent(event)) || []));
}
