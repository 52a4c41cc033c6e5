import type { DraftPair } from '../match/pair-trees.ts';
import { compareAttributes } from './compare-attributes.ts';
import { compareAttempts, compareDuration, compareOutcome } from './compare-outcome.ts';
import { comparePresence } from './compare-presence.ts';
import { compareInput, compareOutput } from './compare-values.ts';
import { differingAttributes } from './compared-attributes.ts';
import type { Comparing } from './comparing.ts';

const nodesAtOnce = 20;

type Visit = { readonly pair: DraftPair; readonly isEnd: boolean };

/**
 * Notes the differences in the order in which things happen: what goes into a step, what is in it, its end.
 */
export function* compareTree(root: DraftPair, comparing: Comparing): Generator<undefined, void> {
  const open: Visit[] = [{ pair: root, isEnd: false }];
  let count = 0;
  for (let visit = open.pop(); visit; visit = open.pop()) {
    count += 1;
    if (count % nodesAtOnce === 0) yield;
    const { pair, isEnd } = visit;
    if (isEnd) {
      yield* compareEnd(pair, comparing);
      addTotal(pair);
      continue;
    }
    open.push({ pair, isEnd: true });
    for (let at = pair.children.length - 1; at >= 0; at -= 1) {
      const child = pair.children[at];
      if (child) open.push({ pair: child, isEnd: false });
    }
    yield* compareStart(pair, comparing);
  }
}

function* compareStart(pair: DraftPair, comparing: Comparing): Generator<undefined, void> {
  comparePresence(pair, comparing);
  yield* compareInput(pair, comparing);
  yield* compareAttributes(pair, differingAttributes(pair), comparing, false);
}

function* compareEnd(pair: DraftPair, comparing: Comparing): Generator<undefined, void> {
  compareAttempts(pair, comparing);
  compareOutcome(pair, comparing);
  yield* compareOutput(pair, comparing);
  yield* compareAttributes(pair, differingAttributes(pair), comparing, true);
  compareDuration(pair, comparing);
}

function addTotal(pair: DraftPair): void {
  pair.total += pair.differences.length;
  if (pair.parent) pair.parent.total += pair.total;
}
