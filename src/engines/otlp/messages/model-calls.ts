import { spansAround } from '../runs/ancestors.ts';
import { saidBy } from '../runs/span-logs.ts';
import type { RunPart } from '../runs/trace-group.ts';
import type { SaidKeys } from '../spans/indexed-attributes.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { joinCalls } from './distinct-messages.ts';

export type SpokenCall = { readonly entry: SpanEntry; readonly part: RunPart; readonly said: SaidKeys };

/** The spans that say what was said, in the order in which they began; those around others say it again. */
export function callsOf(parts: readonly RunPart[]): readonly SpokenCall[] {
  return parts
    .flatMap(part => {
      const around = spansAround(part, entry => saidBy(entry, part) !== undefined);
      return part.entries.flatMap((entry): readonly SpokenCall[] => {
        const said = saidBy(entry, part);
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
  const calls = callsOf(parts).map(({ said }) => said);
  return calls.length === 0 ? undefined : joinCalls(calls).length;
}
