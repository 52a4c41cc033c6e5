import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { FailureTally } from '../../../model/failure/failure-tally.ts';

/** Tallies for another thread as texts, which are copied faster than objects, and parsed one by one. */
export type PackedTallies = readonly string[];

const talliesInPart = 200;

export function packTallies(tallies: readonly FailureTally[]): PackedTallies {
  const parts: string[] = [];
  for (let from = 0; from < tallies.length; from += talliesInPart)
    parts.push(JSON.stringify(tallies.slice(from, from + talliesInPart)));
  return parts;
}

export async function unpackTallies(parts: PackedTallies): Promise<readonly FailureTally[]> {
  return (await mapYielding(parts, (part): readonly FailureTally[] => JSON.parse(part))).flat();
}
