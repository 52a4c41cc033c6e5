import { createOpenNode, type OpenNode } from './open-tree.ts';
import { isFoldable, kidAt, kidCount } from './outline-kids.ts';
import type { OutlineNode } from './outline-node.ts';
import { isContainer } from './payload.ts';

const deepest = 200;

/** How far unfolding may go before it stops: nodes unfolded, and nodes looked at. */
export type FoldBudget = { readonly opened: number; readonly looked: number };

const everything: FoldBudget = { opened: 20_000, looked: 100_000 };
const fewRows = 24;
const shortPayload = 8;

type Growing = { readonly node: OutlineNode; readonly index: number; readonly kids: Growing[] };

type Grown = { readonly root: OpenNode; readonly isWhole: boolean };

/** The folding with which an outline is first shown: sections as they say themselves, and small payloads. */
export function unfoldAtFirst(root: OutlineNode): OpenNode {
  let left = fewRows;
  const opens = (node: OutlineNode): boolean => {
    if (node.type === 'section') return node.isOpenAtFirst;
    if (node.type !== 'value' || !isContainer(node.value)) return false;
    const count = kidCount(node);
    if (count > shortPayload || count > left) return false;
    left -= count;
    return true;
  };
  return grow(root, { opened: 5000, looked: 20_000 }, opens).root;
}

/** Everything unfolded, the outermost first, up to a bound that keeps a huge payload from being walked whole. */
export function unfoldAll(root: OutlineNode, budget: FoldBudget = everything): Grown {
  return grow(root, budget, isFoldable);
}

/** Only the rows directly below the root. */
export function foldAll(root: OutlineNode): OpenNode {
  return createOpenNode(root, 0, true, []);
}

/** Unfolds what `opens` says, level by level, within a budget. */
export function grow(root: OutlineNode, budget: FoldBudget, opens: (node: OutlineNode) => boolean): Grown {
  const start: Growing = { node: root, index: 0, kids: [] };
  let level = [start];
  let { opened, looked } = budget;
  let isWhole = true;
  for (let depth = 0; level.length > 0; depth += 1) {
    const next: Growing[] = [];
    for (const parent of level) {
      const count = kidCount(parent.node);
      const seen = Math.min(count, looked);
      if (seen < count || depth >= deepest) isWhole = false;
      looked -= seen;
      for (let index = 0; index < seen && opened > 0 && depth < deepest; index += 1) {
        const node = kidAt(parent.node, index);
        if (!node || !isFoldable(node) || !opens(node)) continue;
        opened -= 1;
        const kid: Growing = { node, index, kids: [] };
        parent.kids.push(kid);
        if (node.type !== 'value' || isContainer(node.value)) next.push(kid);
      }
    }
    if (opened <= 0) isWhole = false;
    level = next;
  }
  return { root: freeze(start), isWhole };
}

function freeze({ node, index, kids }: Growing): OpenNode {
  return createOpenNode(node, index, true, kids.map(freeze));
}
