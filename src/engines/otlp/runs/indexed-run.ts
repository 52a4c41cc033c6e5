import type { Place } from '../../../contract/run-order.ts';
import { findRoots, type RootedPart } from './run-roots.ts';
import { type SummarizedRun, summarizeOtlpRun } from './summarize-run.ts';
import type { RunPart } from './trace-group.ts';

/** A run's place in the list. Its summary takes longer, and is made when it is first asked for. */
export type IndexedRun = Place & { readonly summarize: () => SummarizedRun };

/** `undefined` without spans. */
export function toIndexedRun(id: string, given: readonly RunPart[]): IndexedRun | undefined {
  const parts = rootParts(id, given);
  const root = parts[0]?.roots.spans[0];
  if (!root) return undefined;
  let known: SummarizedRun | undefined;
  return {
    id,
    createdAt: Math.floor(root.startAt),
    summarize: () => {
      known ??= summarizeOtlpRun(id, root, parts);
      return known;
    },
  };
}

/** By the start of their roots. */
function rootParts(id: string, given: readonly RunPart[]): readonly RootedPart[] {
  const parts = given.map(part => ({ part, roots: findRoots(id, part) }));
  return parts.length < 2 ? parts : parts.sort((a, b) => startOf(a) - startOf(b));
}

function startOf({ roots: { spans } }: RootedPart): number {
  return spans[0]?.startAt ?? 0;
}
