import { memo } from '../../memo.ts';
import type { Split } from '../../share/separation.ts';
import type { DraftPair } from '../pair-trees.ts';
import type { Judgement, PairedNode } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';
import { addDifference, type Comparing } from './compare-values.ts';
import { judgeAttempts } from './judge-number.ts';
import { namedChildren, namedInReferences, type Reference, tellingOf, usualNodes } from './references.ts';

/** Notes a node that one run lacks, not those below it; several of one name are one difference. */
export function comparePresence(pair: DraftPair, comparing: Comparing): void {
  const { parent, a, b } = pair;
  const node = a ?? b;
  if (!node || (a && b) || (parent && !(parent.a && parent.b))) return;
  if (!a && comparing.isActive) return;
  const kind = a ? 'extra-step' : 'missing-step';
  const rounds = countRounds(pair, node, comparing);
  if (rounds === 'told') return;
  if (rounds) {
    const { is, was, judgement } = rounds;
    addDifference(comparing, pair, { kind, at: [], is, was }, judgement);
  } else addDifference(comparing, pair, { kind, at: [] }, judgePresence(pair, node, comparing));
}

function judgePresence(pair: DraftPair, node: RunNode, { references }: Comparing): Judgement {
  const countOf = (all: readonly Reference[]) => countHaving(pair, tellingOf(all, node));
  const [{ having, of }, failed] = [countOf(references.successes), countOf(references.failures)];
  const isExtra = pair.a !== undefined;
  const others = isExtra ? having : of - having;
  const count = isExtra ? of - having : having;
  const alike = isExtra ? failed.having : failed.of - failed.having;
  const split: Split = { failed: alike + 1, failedTotal: failed.of + 1, others, othersTotal: of };
  const usual = { count, of, varies: others > 0, ...(failed.of > 0 && { split }) };
  return { isNoise: others > 0 && of > 1, usual };
}

/** How many references have a node that one run lacks, of those that have its parent. */
function countHaving(pair: PairedNode, references: readonly Reference[]) {
  const { parent, a } = pair;
  if (!a) {
    const of = parent ? usualNodes(references, parent).length : references.length;
    return { having: usualNodes(references, pair).length, of };
  }
  const above = parent?.b;
  if (!above) return { having: 0, of: 0 };
  const counts = namedInReferences(references, above, a.name);
  return { having: counts.filter(count => count > namedChildren(above, a.name)).length, of: counts.length };
}

type Rounds = { readonly is: number; readonly was: number; readonly judgement: Judgement };

/** How often a step ran below its parent if not once; `told` where the first such node notes it. */
function countRounds(pair: DraftPair, node: RunNode, { references }: Comparing): Rounds | 'told' | undefined {
  const [above, other] = [pair.parent?.b, pair.parent?.a];
  if (!pair.parent || !above || !other) return undefined;
  const { name } = node;
  const [is, was] = [namedChildren(other, name), namedChildren(above, name)];
  const alone = oneSidedOf(pair.parent)[is > was ? 'a' : 'b'].get(name) ?? [];
  const usual = namedInReferences(tellingOf(references.successes, node), above, name);
  const isLoop = Math.max(is, was) > 1 && is !== was;
  if (!isLoop || (alone.length < 2 && !usual.some(count => count !== was))) return undefined;
  if (alone[0] !== pair) return 'told';
  const judged = judgeAttempts(is, was, usual);
  const failed = namedInReferences(tellingOf(references.failures, node), above, name);
  const isBeyond = (count: number) => (is > was ? count >= is : count <= is);
  const split = {
    ...{ failed: failed.filter(isBeyond).length + 1, failedTotal: failed.length + 1 },
    ...{ others: usual.filter(isBeyond).length, othersTotal: usual.length },
  };
  return {
    is,
    was,
    judgement: { ...judged, usual: { ...judged.usual, ...(failed.length > 0 && { split }) } },
  };
}

/** The children that one run alone has, by name; grouped once, as each of very many is looked up. */
const oneSidedOf = memo(({ children }: PairedNode) => {
  const without = (other: 'a' | 'b') =>
    Map.groupBy(
      children.filter(child => !child[other]),
      ({ a, b }) => (a ?? b)?.name ?? '',
    );
  return { a: without('b'), b: without('a') };
});
