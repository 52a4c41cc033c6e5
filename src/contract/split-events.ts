import { charsOf } from './event-batch.ts';
import type { RunEvent } from './run-events.ts';

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
