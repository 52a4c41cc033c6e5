import type { Message, ToolCall } from '../../model/run.ts';
import { isObject, type JsonObject, listOf, textOf } from './any-value.ts';
import type { Picked } from './attribute-names.ts';

/** What one call of a model says was said: before it, and by it. */
export type Said = { readonly input: readonly Spoken[]; readonly output: readonly Spoken[] };

/** One message as recorded; `key` is the same for what was said in the same words. */
export type Spoken = { readonly key: number; readonly raw: JsonObject };

/** The messages among a span's attributes; they are lists, or the JSON text of lists. */
export function readSaid(picked: Picked | undefined): Said | undefined {
  if (!picked) return undefined;
  const instructions = listOf(parsed(picked.instructions));
  const system = instructions.length > 0 ? [toSpoken({ role: 'system', parts: instructions })] : [];
  const input = [...system, ...toList(picked.inputMessages, 'user')];
  const output = toList(picked.outputMessages, 'assistant');
  return input.length + output.length > 0 ? { input, output } : undefined;
}

function toList(value: unknown, role: string): readonly Spoken[] {
  return listOf(parsed(value)).flatMap(item => {
    if (typeof item === 'string') return [toSpoken({ role, parts: [{ type: 'text', content: item }] })];
    return isObject(item) ? [toSpoken({ role, ...item })] : [];
  });
}

function toSpoken(raw: JsonObject): Spoken {
  const { role, parts, content } = raw;
  return { key: hashText(JSON.stringify([role, parts ?? content ?? null])), raw };
}

/** Deeper than people nest, and no more than one thread can hand to another. */
const deepest = 1_000;

/** A value that was recorded as JSON text; text that is none, or nests too deep, stays a text. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value) || nestsDeeper(value, deepest)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const [quote, backslash, openList, closeList, openObject, closeObject] = [34, 92, 91, 93, 123, 125];

/** Whether more than so many brackets outside of texts are open at once. */
function nestsDeeper(json: string, levels: number): boolean {
  if (json.length <= 2 * levels) return false;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length && depth <= levels; at += 1) {
    const unit = json.charCodeAt(at);
    if (unit === quote) isText = !isText;
    else if (isText) at += unit === backslash ? 1 : 0;
    else if (unit === openList || unit === openObject) depth += 1;
    else if (unit === closeList || unit === closeObject) depth -= 1;
  }
  return depth > levels;
}

/** 53 bits of a text: enough to tell the messages of one conversation apart. */
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

/**
 * What was said over several calls, each once: a call repeats what was said before it. `calls` are lists of keys in the order of
 * time; the result says, for each message, of which call and at which place of it it is.
 */
export function joinCalls(
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

/** A message as recorded, in our words: `parts` hold its text, its thoughts, calls of tools and their results. */
export function toMessage(
  { raw }: Spoken,
  id: string,
  at: number | undefined,
  results: ReadonlyMap<string, unknown>,
): Message {
  const parts = listOf(raw.parts).filter(isObject);
  const thoughts = parts.filter(({ type }) => type === 'reasoning' || type === 'thinking');
  const calls = parts.filter(({ type }) => type === 'tool_call');
  const rest = parts.filter(part => !thoughts.includes(part) && !calls.includes(part));
  const thought = thoughts.map(part => textOf(part.content) ?? '').join('\n');
  return {
    id,
    role: textOf(raw.role) ?? 'unknown',
    ...(at === undefined ? {} : { at }),
    content: toContent(rest, raw),
    ...(thought === '' ? {} : { thought }),
    ...(calls.length > 0
      ? { toolCalls: calls.map((part, index) => toToolCall(part, `${id}_call_${index + 1}`, results)) }
      : {}),
  };
}

function toContent(parts: readonly JsonObject[], raw: JsonObject): unknown {
  if (!Array.isArray(raw.parts)) return raw.content;
  const texts = parts.map(part => (part.type === 'text' ? textOf(part.content) : undefined));
  if (texts.every(text => text !== undefined)) return texts.join('\n');
  const [only, ...others] = parts.map(part =>
    part.type === 'tool_call_response' ? parsed(part.response ?? part.result) : part,
  );
  return others.length === 0 ? only : [only, ...others];
}

function toToolCall(part: JsonObject, id: string, results: ReadonlyMap<string, unknown>): ToolCall {
  const known = textOf(part.id);
  return {
    id: known ?? id,
    name: textOf(part.name) ?? 'unknown',
    ...(part.arguments === undefined ? {} : { arguments: parsed(part.arguments) }),
    ...(known !== undefined && results.has(known) ? { result: results.get(known) } : {}),
  };
}

/** What came back of calls of tools, by the call's id: it stands in a message of its own. */
export function readResults(messages: readonly Spoken[]): ReadonlyMap<string, unknown> {
  const responses = messages.flatMap(({ raw }) =>
    listOf(raw.parts)
      .filter(isObject)
      .filter(({ type }) => type === 'tool_call_response'),
  );
  return new Map(
    responses.flatMap(part => {
      const id = textOf(part.id);
      return id === undefined ? [] : [[id, parsed(part.response ?? part.result)] as const];
    }),
  );
}
