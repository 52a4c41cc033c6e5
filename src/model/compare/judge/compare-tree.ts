import type { DraftPair } from '../pair-trees.ts';
import { type ComparedAttribute, compareAttributes, differingAttributes } from './compare-attributes.ts';
import { compareMembers } from './compare-members.ts';
import { compareAttempts, compareDuration, compareOutcome } from './compare-outcome.ts';
import { comparePresence } from './compare-presence.ts';
import { type Comparing, compareInput, compareOutput, hasOther } from './compare-values.ts';

const nodesAtOnce = 20;

type Attributes = readonly ComparedAttribute[];

/** A node, and again its end, once all below it were compared, with what differs of its attributes. */
type Visit = { readonly pair: DraftPair; readonly attributes?: Attributes };

/**
 * Notes the differences in the order in which things happen: what goes into a step, what is in it, its end.
 */
export function* compareTree(root: DraftPair, comparing: Comparing): Generator<undefined, void> {
  const open: Visit[] = [{ pair: root }];
  let count = 0;
  for (let visit = open.pop(); visit; visit = open.pop()) {
    count += 1;
    if (count % nodesAtOnce === 0) yield;
    const { pair } = visit;
    const attributes = visit.attributes ?? differingAttributes(pair);
    if (!visit.attributes) yield* compareStart(pair, attributes, comparing);
    if (visit.attributes || pair.children.length === 0) yield* compareEnd(pair, attributes, comparing);
    else {
      open.push({ pair, attributes });
      for (const child of pair.children.toReversed()) open.push({ pair: child });
    }
  }
}

function* compareStart(pair: DraftPair, attributes: Attributes, comparing: Comparing) {
  comparePresence(pair, comparing);
  if (hasOther(pair, 'input')) yield* compareInput(pair, comparing);
  if (!pair.parent) compareMembers(pair, comparing);
  yield* compareAttributes(pair, attributes, comparing, false);
}

function* compareEnd(pair: DraftPair, attributes: Attributes, comparing: Comparing) {
  compareAttempts(pair, comparing);
  compareOutcome(pair, comparing);
  if (hasOther(pair, 'output')) yield* compareOutput(pair, comparing);
  yield* compareAttributes(pair, attributes, comparing, true);
  compareDuration(pair, comparing);
}
