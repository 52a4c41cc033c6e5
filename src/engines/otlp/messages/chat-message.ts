import { isRecord } from '../../../model/is-record.ts';
import { type JsonObject, listOf, textOf } from '../files/any-value.ts';
import { parseJsonText } from '../files/parse-json-text.ts';

/** A message; equal ones have equal keys, with or without recorded thoughts. */
export type ChatMessage = {
  readonly key: number;
  readonly role: string;
  /** In the form of `gen_ai.input.messages`: `text`, `reasoning`, `tool_call` and so on. */
  readonly parts: readonly JsonObject[];
  /** Set instead of parts for content that is neither a text nor a list. */
  readonly content?: unknown;
};

/** The messages of one model call: its prompt, and its response. */
export type CallMessages = {
  readonly input: readonly ChatMessage[];
  readonly output: readonly ChatMessage[];
};

/** Accepts the forms of OpenTelemetry, the AI SDK, OpenAI, Anthropic, Google and OpenInference. */
export function toChatMessage(raw: JsonObject, defaultRole: string): ChatMessage {
  const role = textOf(raw.role) ?? defaultRole;
  const list = Array.isArray(raw.parts) ? raw.parts : contentParts(raw.content ?? raw.contents);
  const id = textOf(raw.tool_call_id) ?? (role === 'tool' ? textOf(raw.id) : undefined);
  if (id !== undefined && !Array.isArray(raw.parts)) {
    return createChatMessage(role, [{ type: 'tool_call_response', id, response: raw.content ?? list }]);
  }
  const calls = listOf(parseJsonText(raw.tool_calls)).filter(isRecord).map(toCall);
  if (list === undefined && calls.length === 0) {
    const content = raw.content ?? null;
    return { key: hashText(JSON.stringify([role, content])), role, parts: [], content };
  }
  return createChatMessage(role, [...(list ?? []).map(toPart), ...calls]);
}

export function createChatMessage(role: string, parts: readonly JsonObject[]): ChatMessage {
  return { key: hashText(JSON.stringify([role, ...keysOf(parts)])), role, parts };
}

function contentParts(content: unknown): readonly unknown[] | undefined {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  return Array.isArray(content) ? content : undefined;
}

function keysOf(parts: readonly JsonObject[]): readonly unknown[] {
  const spoken = parts.filter(({ type }) => !isThought(type));
  return (spoken.length > 0 ? spoken : parts).map(part => {
    if (part.type === 'text') return part.content;
    if (part.type === 'tool_call')
      return ['call', part.id ?? part.name, parseJsonText(part.arguments) ?? null];
    if (part.type === 'tool_call_response') return ['answer', part.id ?? responseOf(part) ?? null];
    return part;
  });
}

export function isThought(type: unknown): boolean {
  return type === 'reasoning' || type === 'thinking';
}

export function responseOf(part: JsonObject): unknown {
  return parseJsonText(part.response ?? part.result);
}

/** Converts a part to OpenTelemetry's form; an unknown part stays as it is. */
function toPart(given: unknown): JsonObject {
  if (typeof given === 'string') return { type: 'text', content: given };
  if (!isRecord(given)) return { type: 'value', value: given };
  const part = isRecord(given.message_content) ? given.message_content : given;
  const text = part.content ?? part.text ?? part.thinking;
  switch (part.type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return { type: 'text', content: text };
    case 'reasoning':
    case 'thinking':
      return { type: 'reasoning', content: text };
    case 'tool-call':
    case 'tool_use':
      return toCall(part);
    case 'tool-result':
    case 'tool_result': {
      const response = outputOf(part.output ?? part.result ?? part.content);
      return { type: 'tool_call_response', id: part.toolCallId ?? part.tool_use_id, response };
    }
    case undefined:
      return untypedPart(part);
    default:
      return part;
  }
}

/** Google's parts have no type but distinct members. */
function untypedPart(part: JsonObject): JsonObject {
  const { text, functionCall, functionResponse } = part;
  if (isRecord(functionCall)) return toCall(functionCall);
  if (isRecord(functionResponse)) {
    return { type: 'tool_call_response', id: functionResponse.id, response: functionResponse.response };
  }
  return typeof text === 'string' ? { type: 'text', content: text } : part;
}

/** Removes the AI SDK's wrapper: `{ type: 'json', value }`. */
function outputOf(output: unknown): unknown {
  return isRecord(output) && typeof output.type === 'string' && 'value' in output ? output.value : output;
}

export function toCall(given: JsonObject): JsonObject {
  const call = isRecord(given.tool_call) ? given.tool_call : given;
  const inner = isRecord(call.function) ? call.function : call;
  const id = textOf(call.id) ?? textOf(call.toolCallId);
  const input = inner.arguments ?? inner.input ?? inner.args;
  return {
    type: 'tool_call',
    ...(id === undefined ? {} : { id }),
    name: textOf(inner.name) ?? textOf(inner.toolName),
    ...(input === undefined ? {} : { arguments: input }),
  };
}

/** A 53-bit hash, which keeps the messages of a conversation distinct. */
function hashText(text: string): number {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return (high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
}
