import { deserialize, serialize } from 'node:v8';
import { charsOf } from './event-batch.ts';
import type { RunEvent } from './run-events.ts';

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

const most = { events: 500, chars: 1_024 * 1_024 };

/** Splits events into parts that transfer to another thread in a few milliseconds each. */
export function* splitEvents(events: readonly RunEvent[]): Generator<readonly RunEvent[]> {
  let start = 0;
  let chars = 0;
  for (const [at, event] of events.entries()) {
    chars += charsOf(event);
    if (at + 1 - start < most.events && chars < most.chars) continue;
    yield events.slice(start, at + 1);
    start = at + 1;
    chars = 0;
  }
  if (start < events.length) yield events.slice(start);
}

export function fitsOnePart(events: readonly RunEvent[]): boolean {
  let chars = 0;
  for (const event of events) chars += charsOf(event);
  return events.length <= most.events && chars < most.chars;
}
