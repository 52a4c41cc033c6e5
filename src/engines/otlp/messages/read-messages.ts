import { isRecord } from '../../../model/is-record.ts';
import type { Message, ToolCall } from '../../../model/run.ts';
import { type JsonObject, listOf, textOf } from '../files/any-value.ts';
import { parseJsonText } from '../files/parse-json-text.ts';
import type { Picked } from '../spans/attribute-names.ts';
import {
  type CallMessages,
  type ChatMessage,
  createChatMessage,
  isThought,
  responseOf,
  toCall,
  toChatMessage,
} from './chat-message.ts';
import { readFlatMessages } from './flat-messages.ts';

/** Attributes hold lists, JSON texts of lists, or one value each with numbers in the keys. */
export function readAttributeMessages(picked: Picked | undefined): CallMessages | undefined {
  if (!picked) return undefined;
  const instructions = listOf(parseJsonText(picked.instructions));
  const system = instructions.length > 0 ? [toChatMessage({ parts: instructions }, 'system')] : [];
  const input = [...system, ...toList(picked.inputMessages, 'user')];
  const output = [...toList(picked.outputMessages, 'assistant'), ...readAnswer(picked)];
  return input.length + output.length > 0 ? { input, output } : picked.flat && readFlatMessages(picked.flat);
}

function toList(value: unknown, role: string): readonly ChatMessage[] {
  return listOf(parseJsonText(value)).flatMap(item => {
    if (typeof item === 'string') return [createChatMessage(role, [{ type: 'text', content: item }])];
    return isRecord(item) ? [toChatMessage(item, role)] : [];
  });
}

/** The AI SDK has attributes for a model's answer, which exist beside its prompt's. */
function readAnswer({
  inputMessages,
  answerText,
  answerCalls,
  answerThought,
}: Picked): readonly ChatMessage[] {
  if (inputMessages === undefined) return [];
  const parts = [
    ...partOf('reasoning', answerThought),
    ...partOf('text', answerText),
    ...listOf(parseJsonText(answerCalls)).filter(isRecord).map(toCall),
  ];
  return parts.length > 0 ? [createChatMessage('assistant', parts)] : [];
}

function partOf(type: string, content: unknown): readonly JsonObject[] {
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
    ...(at === undefined ? {} : { at }),
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
  const texts = parts.map(part => (part.type === 'text' ? textOf(part.content) : undefined));
  if (texts.every(text => text !== undefined)) return texts.join('\n');
  const [only, ...others] = parts.map(part => (part.type === 'tool_call_response' ? responseOf(part) : part));
  return others.length === 0 ? only : [only, ...others];
}

function toToolCall(part: JsonObject, id: string, results: ReadonlyMap<string, unknown>): ToolCall {
  const known = textOf(part.id);
  return {
    id: known ?? id,
    name: textOf(part.name) ?? 'unknown',
    ...(part.arguments === undefined ? {} : { arguments: parseJsonText(part.arguments) }),
    ...(known !== undefined && results.has(known) ? { result: results.get(known) } : {}),
  };
}

/** By the call's id. Results are in messages of their own. */
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
