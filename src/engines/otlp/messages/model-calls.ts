import { findAncestors } from '../runs/ancestors.ts';
import { messageKeysOf } from '../runs/span-logs.ts';
import type { RunPart } from '../runs/trace-group.ts';
import type { MessageKeys } from '../spans/indexed-attributes.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { distinctMessages } from './distinct-messages.ts';

export type ModelCall = { readonly entry: SpanEntry; readonly part: RunPart; readonly said: MessageKeys };

/** The spans that say what was said, in the order in which they began; those around others say it again. */
export function modelCallsOf(parts: readonly RunPart[]): readonly ModelCall[] {
  return parts
    .flatMap(part => {
      const around = findAncestors(part, entry => messageKeysOf(entry, part) !== undefined);
      return part.entries.flatMap((entry): readonly ModelCall[] => {
        const said = messageKeysOf(entry, part);
        return said && !around.has(entry.id) ? [{ entry, part, said }] : [];
      });
    })
    .sort((a, b) => compareCalls(a.entry, b.entry));
}

/**
 * Some clocks give starts in whole milliseconds only: spans come into a file when they end, so of two calls
 * of one millisecond the first is first there.
 */
function compareCalls(a: SpanEntry, b: SpanEntry): number {
  return a.startAt - b.startAt || a.line - b.line || a.at - b.at;
}

export function countMessages(parts: readonly RunPart[]): number | undefined {
  const calls = modelCallsOf(parts).map(({ said }) => said);
  return calls.length === 0 ? undefined : distinctMessages(calls).length;
}
