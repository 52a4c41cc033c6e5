import { defineMember, isRecord } from '../is-record.ts';

/** In every integer that a number would round. */
const longNumber = /\d{16}/;

/** `undefined` for invalid text; integers that a number would round become `bigint` markers. */
export function parseExactJson(text: string): unknown {
  try {
    return longNumber.test(text) ? JSON.parse(text, keepWhole) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A reviver receives the source text of a number (TC39 "JSON.parse source text access"). */
function keepWhole(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? { $type: 'bigint', value: source } : value;
}

export function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Invalid text is returned as a string. */
export function parsePayload(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

export type JsonParts = Readonly<Record<string, string | undefined>>;

export function joinJson(parts: JsonParts): string {
  const members: string[] = [];
  for (const [key, json] of Object.entries(parts))
    if (json !== undefined) members.push(`${JSON.stringify(key)}:${json}`);
  return `{${members.join(',')}}`;
}

/** Equal for equal values, whatever the order of their members. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(inOrder(value)) ?? '';
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isRecord(value)) return value;
  const ordered = {};
  for (const key of Object.keys(value).sort()) {
    const member = inOrder(value[key]);
    if (key === '__proto__') defineMember(ordered, key, member);
    else Reflect.set(ordered, key, member);
  }
  return ordered;
}
