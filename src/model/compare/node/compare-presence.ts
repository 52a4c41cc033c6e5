import { usualExtras, usualNodes } from '../judge/references.ts';
import type { DraftPair } from '../match/pair-trees.ts';
import { addDifference, type Comparing } from './comparing.ts';

/** Notes a node that only one run has, but not what is below it. */
export function comparePresence(pair: DraftPair, comparing: Comparing): void {
  const { parent, a, b } = pair;
  if ((a && b) || (parent && !(parent.a && parent.b))) return;
  const { references } = comparing;
  if (a) {
    const { count, of } = usualExtras(references, pair);
    const usual = { count: of - count, of, varies: count > 0 };
    addDifference(comparing, pair, { kind: 'extra-step', at: [] }, { isNoise: count > 0 && of > 1, usual });
  } else if (!comparing.isActive) {
    const of = parent ? usualNodes(references, parent).length : references.length;
    const count = usualNodes(references, pair).length;
    const usual = { count, of, varies: count < of };
    addDifference(
      comparing,
      pair,
      { kind: 'missing-step', at: [] },
      { isNoise: count < of && of > 1, usual },
    );
  }
}
