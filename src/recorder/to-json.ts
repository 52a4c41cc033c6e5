import type { JsonText } from '../contract/run-events.ts';
import { encodePayload } from '../model/payload/encode-payload.ts';

export function toJson(value: unknown): JsonText | undefined {
  return encodePayload(value).json;
}

/** Joins values that are JSON text already to an object; what is `undefined` is left out. */
export function joinJson(parts: Readonly<Record<string, JsonText | undefined>>): JsonText {
  const members = Object.entries(parts)
    .filter(([, json]) => json !== undefined)
    .map(([key, json]) => `${JSON.stringify(key)}:${json}`);
  return `{${members.join(',')}}`;
}

/** What a program says in place of a text, whatever it is. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : (toJson(value) ?? 'undefined');
}
