import { isRecord } from '../../../model/is-record.ts';
import type { JsonObject } from '../files/any-value.ts';
import { type CallMessages, type ChatMessage, toChatMessage } from './chat-message.ts';

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

function toTree(branch: Branch): JsonObject | readonly unknown[] {
  const isList = [...branch.keys()].every(name => /^\d+$/.test(name));
  const toNode = (value: unknown) => (value instanceof Map ? toTree(value) : value);
  if (isList) return byNumber(branch).map(([, value]) => toNode(value));
  return Object.fromEntries([...branch].map(([name, value]) => [name, toNode(value)]));
}
