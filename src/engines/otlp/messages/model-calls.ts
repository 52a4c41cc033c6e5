import { findAncestors } from '../runs/ancestors.ts';
import { messageKeysOf } from '../runs/span-logs.ts';
import type { RunPart } from '../runs/trace-group.ts';
import type { MessageKeys } from '../spans/indexed-attributes.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { distinctMessages } from './distinct-messages.ts';

export type ModelCall = { readonly entry: SpanEntry; readonly part: RunPart; readonly keys: MessageKeys };

/** Spans with messages, by start, without ancestors of others, which repeat the messages. */
export function modelCallsOf(parts: readonly RunPart[]): readonly ModelCall[] {
  return parts
    .flatMap(part => {
      const ancestors = findAncestors(part, entry => messageKeysOf(entry, part) !== undefined);
      return part.entries.flatMap((entry): readonly ModelCall[] => {
        const keys = messageKeysOf(entry, part);
        return keys && !ancestors.has(entry.id) ? [{ entry, part, keys }] : [];
      });
    })
    .sort((a, b) => compareCalls(a.entry, b.entry));
}

/** Starts may be equal in whole ms; then file order decides, because spans are written when they end. */
function compareCalls(a: SpanEntry, b: SpanEntry): number {
  return a.startAt - b.startAt || a.line - b.line || a.at - b.at;
}

export function countMessages(parts: readonly RunPart[]): number | undefined {
  const calls = modelCallsOf(parts).map(({ keys }) => keys);
  return calls.length === 0 ? undefined : distinctMessages(calls).length;
}
