import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { FailureChunk } from '../../../contract/failure-chunk.ts';
import type { FailureTally } from '../../../model/failure/failure-tally.ts';

/** Tallies for another thread as texts, which are copied faster than objects, and parsed one by one. */
export type PackedFailures = Omit<FailureChunk, 'tallies'> & { readonly tallies: readonly string[] };

const talliesInPart = 200;

export function packFailures({ tallies, ...chunk }: FailureChunk): PackedFailures {
  const parts: string[] = [];
  for (let from = 0; from < tallies.length; from += talliesInPart)
    parts.push(JSON.stringify(tallies.slice(from, from + talliesInPart)));
  return { ...chunk, tallies: parts };
}

export async function unpackFailures({ tallies, ...chunk }: PackedFailures): Promise<FailureChunk> {
  const parts = await mapYielding(tallies, (part): readonly FailureTally[] => JSON.parse(part));
  return { ...chunk, tallies: parts.flat() };
}
