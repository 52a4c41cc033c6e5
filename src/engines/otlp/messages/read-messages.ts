import { type Fields, fieldsOf, isRecord, listOf, textOf } from '../../../model/is-record.ts';
import type { Message, ToolCall } from '../../../model/run.ts';
import { parseJsonText, toRecord, toValue } from '../files/any-value.ts';
import { type Picked, pickAttributes } from './attribute-names.ts';
import {
  type CallMessages,
  type ChatMessage,
  createChatMessage,
  isThought,
  readFlatMessages,
  responseOf,
  toCall,
  toChatMessage,
} from './chat-message.ts';

/** Attributes hold lists, JSON texts of lists, or one value each with numbers in the keys. */
export function readAttributeMessages(picked: Picked | undefined): CallMessages | undefined {
  if (!picked) return undefined;
  const { instructions, inputMessages, outputMessages, turn, flat } = picked;
  const recorded = instructions ?? inputMessages ?? outputMessages ?? turn;
  if (recorded === undefined) return flat && readFlatMessages(flat);
  const input = [...readInstructions(picked), ...toList(inputMessages, 'user')];
  const output = [
    ...toList(outputMessages, 'assistant').filter(isSpoken),
    ...readAnswer(picked),
    ...readTurn(picked),
  ];
  return input.length + output.length > 0 ? { input, output } : flat && readFlatMessages(flat);
}

/** Mastra records an empty text where a model called tools or failed. */
function isSpoken({ parts }: ChatMessage): boolean {
  return parts.length === 0 || parts.some(({ type, content }) => type !== 'text' || content !== '');
}

function readInstructions({ instructions }: Picked): readonly ChatMessage[] {
  const parsed = parseJsonText(instructions);
  const parts = Array.isArray(parsed) ? parsed : isRecord(parsed) ? [parsed] : [textOf(parsed)];
  const recorded = parts.filter(part => part !== undefined && part !== null);
  return recorded.length > 0 ? [toChatMessage({ parts: recorded }, 'system')] : [];
}

/** A list of messages, one message, or the text of one; some writers wrap the list into an object. */
function toList(value: unknown, role: string): readonly ChatMessage[] {
  const parsed = parseJsonText(value);
  const wrapped = isRecord(parsed) && Array.isArray(parsed.messages) ? parsed.messages : parsed;
  const list = Array.isArray(wrapped) ? wrapped : isRecord(wrapped) && !isMessage(wrapped) ? [] : [wrapped];
  return list.flatMap(item => {
    const text = textOf(item);
    if (text !== undefined) return [createChatMessage(role, [{ type: 'text', content: text }])];
    return isRecord(item) ? [toChatMessage(item, role)] : [];
  });
}

function isMessage({ role, parts, content }: Fields): boolean {
  return role !== undefined || parts !== undefined || content !== undefined;
}

/** Mastra's record of one model call: `{ text, toolCalls }`. */
function readTurn({ turn }: Picked): readonly ChatMessage[] {
  const answer = parseJsonText(turn);
  if (!isRecord(answer)) return [];
  const parts = [...contentOf('text', answer.text), ...listOf(answer.toolCalls).filter(isRecord).map(toCall)];
  return parts.length > 0 ? [createChatMessage('assistant', parts)] : [];
}

/** The AI SDK records the answer in attributes beside the prompt's. */
function readAnswer({
  inputMessages,
  answerText,
  answerCalls,
  answerThought,
}: Picked): readonly ChatMessage[] {
  if (inputMessages === undefined) return [];
  const parts = [
    ...contentOf('reasoning', answerThought),
    ...contentOf('text', answerText),
    ...listOf(parseJsonText(answerCalls)).filter(isRecord).map(toCall),
  ];
  return parts.length > 0 ? [createChatMessage('assistant', parts)] : [];
}

function contentOf(type: string, content: unknown): readonly Fields[] {
  return textOf(content) === undefined ? [] : [{ type, content }];
}

export function toMessage(
  message: ChatMessage,
  id: string,
  at: number | undefined,
  results: ReadonlyMap<string, unknown>,
): Message {
  const { role, parts } = message;
  const thoughts = parts.filter(({ type }) => isThought(type));
  const calls = parts.filter(({ type }) => type === 'tool_call');
  const thought = thoughts.map(part => textOf(part.content) ?? '').join('\n');
  return {
    id,
    role,
    at,
    content: toContent(message),
    ...(thought === '' ? {} : { thought }),
    ...(calls.length > 0
      ? { toolCalls: calls.map((part, index) => toToolCall(part, `${id}_call_${index + 1}`, results)) }
      : {}),
  };
}

function toContent(message: ChatMessage): unknown {
  if ('content' in message) return message.content;
  const parts = message.parts.filter(({ type }) => !isThought(type) && type !== 'tool_call');
  const texts = parts.map(({ type, content }) =>
    type === 'text' && typeof content === 'string' ? content : undefined,
  );
  if (texts.every(text => text !== undefined)) return texts.join('\n');
  const [only, ...others] = parts.map(part => (part.type === 'tool_call_response' ? responseOf(part) : part));
  return others.length === 0 ? only : [only, ...others];
}

function toToolCall(part: Fields, id: string, results: ReadonlyMap<string, unknown>): ToolCall {
  const known = textOf(part.id);
  return {
    id: known ?? id,
    name: textOf(part.name) ?? 'unknown',
    ...(part.arguments === undefined ? {} : { arguments: parseJsonText(part.arguments) }),
    ...(known !== undefined && results.has(known) ? { result: results.get(known) } : {}),
  };
}

export function readResults(messages: readonly ChatMessage[]): ReadonlyMap<string, unknown> {
  const responses = messages.flatMap(({ parts }) =>
    parts.filter(({ type }) => type === 'tool_call_response'),
  );
  return new Map(
    responses.flatMap(part => {
      const id = textOf(part.id);
      return id === undefined ? [] : [[id, responseOf(part)] as const];
    }),
  );
}

/**
 * Each message once, by its call and its index in the call (input, then output): a call repeats the
 * conversation before it. `calls` are keys in order of time.
 */
export function distinctMessages(
  calls: readonly { readonly input: readonly number[]; readonly output: readonly number[] }[],
): readonly { readonly call: number; readonly at: number }[] {
  const joined: { readonly call: number; readonly at: number }[] = [];
  const keys: number[] = [];
  const known = new Set<number>();
  calls.forEach(({ input, output }, call) => {
    const add = (key: number, at: number) => {
      joined.push({ call, at });
      keys.push(key);
      known.add(key);
    };
    let same = 0;
    while (same < input.length && same < keys.length && input[same] === keys[same]) same += 1;
    const goesOn = same === keys.length;
    for (let at = same; at < input.length; at += 1) {
      const key = input[at] ?? 0;
      if (goesOn || !known.has(key)) add(key, at);
    }
    for (const [at, key] of output.entries()) add(key, input.length + at);
  });
  return joined;
}

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
export function readGenAiEvent(raw: Fields): CallMessages | undefined {
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

function eventNameOf(raw: Fields): string | undefined {
  const attribute = () => listOf(raw.attributes).find(one => fieldsOf(one).key === 'event.name');
  const name = textOf(raw.eventName) ?? textOf(raw.name) ?? textOf(toValue(fieldsOf(attribute()).value));
  return name?.startsWith('gen_ai.') ? name : undefined;
}

/** Some exporters put these attributes into the body. */
function readBody({ body }: Fields): CallMessages | undefined {
  const values = toValue(body);
  if (!isRecord(values)) return undefined;
  return readAttributeMessages({
    instructions: values['gen_ai.system_instructions'],
    inputMessages: values['gen_ai.input.messages'],
    outputMessages: values['gen_ai.output.messages'],
  });
}

/** A choice has a member `message`, or is the message itself. */
function choiceOf(choice: Fields): Fields {
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
  return joinCallMessages(listOf(events).flatMap(event => (isRecord(event) && readGenAiEvent(event)) || []));
}
