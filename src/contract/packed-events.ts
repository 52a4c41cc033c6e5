import { deserialize, serialize } from 'node:v8';
import type { RunEvent } from './run-events.ts';
import { splitEvents } from './split-events.ts';

/** Events as bytes that move from one thread to another: copying large texts would block both. */
export type PackedEvents = {
  readonly count: number;
  readonly parts: readonly { readonly count: number; readonly bytes: Uint8Array }[];
};

export function packEvents(events: readonly RunEvent[]): PackedEvents {
  const parts = Array.from(splitEvents(events), part => ({ count: part.length, bytes: serialize(part) }));
  return { count: events.length, parts };
}

/** The events of a part of `packEvents`. */
export function unpackEvents(bytes: Uint8Array): readonly RunEvent[] {
  return deserialize(bytes);
}

export function isPacked(events: readonly RunEvent[] | PackedEvents): events is PackedEvents {
  return 'parts' in events;
}
