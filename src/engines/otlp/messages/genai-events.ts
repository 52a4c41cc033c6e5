import { isRecord } from '../../../model/is-record.ts';
import { type JsonObject, listOf, textOf, toRecord, toValue } from '../files/any-value.ts';
import { parseJsonText } from '../files/parse-json-text.ts';
import { pickAttributes } from '../spans/attribute-names.ts';
import { type CallMessages, type ChatMessage, toChatMessage } from './chat-message.ts';
import { readAttributeMessages } from './read-messages.ts';

/** The roles of the events of a single message, as OpenTelemetry had them until 2025. */
const roles: Readonly<Record<string, string | undefined>> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
  'gen_ai.choice': 'assistant',
};

const detailsName = 'gen_ai.client.inference.operation.details';

/**
 * What a span's event or a log record says was said: a message each (`gen_ai.user.message`, `gen_ai.choice`),
 * in its body or its attributes; or all of them in one (`gen_ai.client.inference.operation.details`); or the
 * texts of `gen_ai.content.prompt` and `gen_ai.content.completion`.
 */
export function readGenAiEvent(raw: JsonObject): CallMessages | undefined {
  const name = nameOf(raw);
  if (name === undefined) return undefined;
  if (name === detailsName)
    return readAttributeMessages(pickAttributes(raw.attributes, false)) ?? readBody(raw);
  const attributes = toRecord(raw.attributes);
  if (name === 'gen_ai.content.prompt') return input(attributes['gen_ai.prompt'], 'user');
  if (name === 'gen_ai.content.completion') return output(attributes['gen_ai.completion']);
  const role = Object.hasOwn(roles, name) ? roles[name] : undefined;
  if (role === undefined) return undefined;
  const body = toValue(raw.body);
  const said = isRecord(body) ? body : { content: body, ...attributes };
  return name === 'gen_ai.choice' ? output(choiceOf(said)) : input(said, role);
}

function nameOf(raw: JsonObject): string | undefined {
  const name = textOf(raw.eventName) ?? textOf(raw.name);
  if (name !== undefined) return name.startsWith('gen_ai.') ? name : undefined;
  const item = listOf(raw.attributes).find(one => isRecord(one) && one.key === 'event.name');
  const said = isRecord(item) ? textOf(toValue(item.value)) : undefined;
  return said?.startsWith('gen_ai.') ? said : undefined;
}

/** Some write what belongs into the attributes into the body. */
function readBody({ body }: JsonObject): CallMessages | undefined {
  const values = toValue(body);
  if (!isRecord(values)) return undefined;
  return readAttributeMessages({
    instructions: values['gen_ai.system_instructions'],
    inputMessages: values['gen_ai.input.messages'],
    outputMessages: values['gen_ai.output.messages'],
  });
}

/** A choice has its message in a member, or is one. */
function choiceOf(said: JsonObject): JsonObject {
  const message = parseJsonText(said.message);
  if (isRecord(message)) return message;
  return message === undefined ? said : { ...said, content: message };
}

function input(value: unknown, role: string): CallMessages {
  return { input: spokenOfAny(value, role), output: [] };
}

function output(value: unknown): CallMessages {
  return { input: [], output: spokenOfAny(value, 'assistant') };
}

/** A message, a list of them, or a text; either may be the JSON text of one. */
function spokenOfAny(value: unknown, role: string) {
  const said = parseJsonText(value);
  if (said === undefined) return [];
  const list = Array.isArray(said) ? said : [said];
  return list
    .map(item => toChatMessage(isRecord(item) ? item : { content: item }, role))
    .filter(saysSomething);
}

/** Most programs leave out what was said, for the sake of privacy, and still record that something was. */
function saysSomething({ parts, content }: ChatMessage): boolean {
  if (content !== undefined && content !== null) return true;
  return parts.some(part => part.type !== 'tool_call_response' || part.response !== undefined);
}

/** What several events of one call say together, in their order. */
export function joinCallMessages(events: readonly CallMessages[]): CallMessages | undefined {
  const input = events.flatMap(one => one.input);
  const output = events.flatMap(one => one.output);
  return input.length + output.length > 0 ? { input, output } : undefined;
}

/** What the events of a span say. */
export function readEventMessages(events: unknown): CallMessages | undefined {
  const list = listOf(events);
  return list.length === 0
    ? undefined
    : joinCallMessages(list.flatMap(event => (isRecord(event) && readGenAiEvent(event)) || []));
}
