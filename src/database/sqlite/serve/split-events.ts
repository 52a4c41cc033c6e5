import { charsOf } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';

const most = { facts: 500, chars: 1_024 * 1_024 };

/** Cuts a list of facts into pieces that are each handed to another thread in a few milliseconds. */
export function* splitEvents(facts: readonly RunEvent[]): Generator<readonly RunEvent[]> {
  let start = 0;
  let chars = 0;
  for (const [at, fact] of facts.entries()) {
    chars += charsOf(fact);
    if (at + 1 - start < most.facts && chars < most.chars) continue;
    yield facts.slice(start, at + 1);
    start = at + 1;
    chars = 0;
  }
  if (start < facts.length) yield facts.slice(start);
}
