import type { JsonText } from '../../contract/run-events.ts';
import { encodePayload } from '../../model/payload/encode-payload.ts';
import type { JsonParts } from '../../model/payload/json-text.ts';

export function toJson(value: unknown): JsonText | undefined {
  return encodePayload(value).json;
}

export function toJsonParts(values: Readonly<Record<string, unknown>>): JsonParts {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toJson(value)]));
}

/** For a text parameter, which may be any value in a program without types. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : (toJson(value) ?? 'undefined');
}
