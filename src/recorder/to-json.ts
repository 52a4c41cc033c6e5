import type { JsonText } from '../contract/run-events.ts';
import { encodePayload } from '../model/payload/encode-payload.ts';

export function toJson(value: unknown): JsonText | undefined {
  return encodePayload(value).json;
}

/** Joins JSON texts into an object; omits `undefined`. */
export function joinJson(parts: Readonly<Record<string, JsonText | undefined>>): JsonText {
  const members = Object.entries(parts)
    .filter(([, json]) => json !== undefined)
    .map(([key, json]) => `${JSON.stringify(key)}:${json}`);
  return `{${members.join(',')}}`;
}

/** For a text parameter, which may be any value in a program without types. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : (toJson(value) ?? 'undefined');
}
