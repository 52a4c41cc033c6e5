import type { JsonText } from '../contract/run-events.ts';
import { encodePayload } from '../model/payload/encode-payload.ts';

export function toJson(value: unknown): JsonText | undefined {
  return encodePayload(value).json;
}

/** Joins values that are JSON texts already into an object; leaves out those that are `undefined`. */
export function joinJson(parts: Readonly<Record<string, JsonText | undefined>>): JsonText {
  const members = Object.entries(parts)
    .filter(([, json]) => json !== undefined)
    .map(([key, json]) => `${JSON.stringify(key)}:${json}`);
  return `{${members.join(',')}}`;
}

/** For a parameter that should be a text, but may be anything in a program without types. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : (toJson(value) ?? 'undefined');
}
