import { hash } from 'node:crypto';
import { type Fields, isRecord, listOf, textOf } from '../../../model/is-record.ts';
import { parseJsonText } from '../files/any-value.ts';

/** A message; equal ones have equal keys, with or without recorded thoughts. */
export type ChatMessage = {
  readonly key: number;
  readonly role: string;
  /** In the form of `gen_ai.input.messages`: `text`, `reasoning`, `tool_call` and so on. */
  readonly parts: readonly Fields[];
  /** Set instead of parts for content that is neither a text nor a list. */
  readonly content?: unknown;
};

export type CallMessages = {
  readonly input: readonly ChatMessage[];
  readonly output: readonly ChatMessage[];
};

/** Accepts the forms of OpenTelemetry, the AI SDK, OpenAI, Anthropic, Google and OpenInference. */
export function toChatMessage(raw: Fields, defaultRole: string): ChatMessage {
  const role = textOf(raw.role) ?? defaultRole;
  const list = Array.isArray(raw.parts) ? raw.parts : contentParts(raw.content ?? raw.contents);
  const id = textOf(raw.tool_call_id) ?? (role === 'tool' ? textOf(raw.id) : undefined);
  if (id !== undefined && !Array.isArray(raw.parts))
    return createChatMessage(role, [{ type: 'tool_call_response', id, response: raw.content ?? list }]);
  const calls = listOf(parseJsonText(raw.tool_calls)).filter(isRecord).map(toCall);
  if (list === undefined && calls.length === 0) {
    const content = raw.content ?? null;
    return { key: hashText(JSON.stringify([role, content])), role, parts: [], content };
  }
  return createChatMessage(role, [...(list ?? []).map(toPart), ...calls]);
}

export function createChatMessage(role: string, parts: readonly Fields[]): ChatMessage {
  return { key: hashText(JSON.stringify([role, ...keysOf(parts)])), role, parts };
}

function contentParts(content: unknown): readonly unknown[] | undefined {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  return Array.isArray(content) ? content : undefined;
}

function keysOf(parts: readonly Fields[]): readonly unknown[] {
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

export function responseOf(part: Fields): unknown {
  return parseJsonText(part.response ?? part.result);
}

/** An unknown part stays as it is. */
function toPart(given: unknown): Fields {
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
function untypedPart(part: Fields): Fields {
  const { text, functionCall, functionResponse } = part;
  if (isRecord(functionCall)) return toCall(functionCall);
  if (isRecord(functionResponse))
    return { type: 'tool_call_response', id: functionResponse.id, response: functionResponse.response };
  return typeof text === 'string' ? { type: 'text', content: text } : part;
}

/** Removes the AI SDK's wrapper: `{ type: 'json', value }`. */
function outputOf(output: unknown): unknown {
  return isRecord(output) && typeof output.type === 'string' && 'value' in output ? output.value : output;
}

export function toCall(given: Fields): Fields {
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

/** 52 bits of a hash tell the messages of a conversation apart. */
function hashText(text: string): number {
  return Number.parseInt(hash('sha1', text).slice(0, 13), 16);
}

/** One value of a message, with its path: `gen_ai.prompt.0.tool_calls.1.name`. */
export type FlatAttribute = { readonly key: string; readonly value: unknown };

const lists: readonly { readonly prefix: string; readonly isInput: boolean; readonly role: string }[] = [
  { prefix: 'gen_ai.prompt.', isInput: true, role: 'user' },
  { prefix: 'gen_ai.completion.', isInput: false, role: 'assistant' },
  { prefix: 'llm.input_messages.', isInput: true, role: 'user' },
  { prefix: 'llm.output_messages.', isInput: false, role: 'assistant' },
];

/** The form of OpenInference and of earlier OpenLLMetry. */
export function isFlatMessage(key: string): boolean {
  return lists.some(({ prefix }) => key.startsWith(prefix));
}

export function readFlatMessages(attributes: readonly FlatAttribute[]): CallMessages | undefined {
  const input: ChatMessage[] = [];
  const output: ChatMessage[] = [];
  for (const { prefix, isInput, role } of lists) {
    const root: Branch = new Map();
    for (const { key, value } of attributes) {
      if (key.startsWith(prefix)) put(root, key.slice(prefix.length).split('.'), value);
    }
    for (const [, branch] of byNumber(root)) {
      const raw = branch instanceof Map ? toTree(branch) : undefined;
      if (!isRecord(raw)) continue;
      (isInput ? input : output).push(toChatMessage(isRecord(raw.message) ? raw.message : raw, role));
    }
  }
  return input.length + output.length > 0 ? { input, output } : undefined;
}

type Branch = Map<string, unknown>;

const maxDepth = 20;

function put(root: Branch, path: readonly string[], value: unknown): void {
  if (path.length > maxDepth) return;
  let branch = root;
  for (const name of path.slice(0, -1)) {
    const known = branch.get(name);
    const next: Branch = known instanceof Map ? known : new Map();
    branch.set(name, next);
    branch = next;
  }
  branch.set(path.at(-1) ?? '', value);
}

function byNumber(branch: Branch): readonly (readonly [string, unknown])[] {
  return [...branch].sort(([a], [b]) => Number(a) - Number(b));
}

function toTree(branch: Branch): Fields | readonly unknown[] {
  const isList = [...branch.keys()].every(name => /^\d+$/.test(name));
  const toNode = (value: unknown) => (value instanceof Map ? toTree(value) : value);
  if (isList) return byNumber(branch).map(([, value]) => toNode(value));
  return Object.fromEntries([...branch].map(([name, value]) => [name, toNode(value)]));
}
