import { failingStep } from '../../../model/report/failing-step.ts';
import type { Run } from '../../../model/run.ts';
import { stepTreeOf } from '../../../model/steps/step-tree.ts';
import {
  createOpenNode,
  createRoot,
  type OpenNode,
  type OpenRoot,
  pathOfKeys,
  updateAt,
} from './open-tree.ts';
import { childCount, foldableChildren, isFoldable } from './outline-children.ts';
import type { OutlineNode } from './outline-node.ts';
import { isContainer, isLongText } from './payload-values.ts';
import { keysOfAttempt } from './steps-outline.ts';

const deepest = 200;

/** The most nodes to unfold, and the most members of payloads and traces to read. */
type FoldBudget = { readonly opened: number; readonly looked: number };

const everything: FoldBudget = { opened: 3000, looked: 10_000 };
const atFirst: FoldBudget = { opened: 5000, looked: 1000 };
const fewRows = 24;
const shortPayload = 8;
const shortText = 10_000;

type Growing = { readonly node: OutlineNode; readonly index: number; readonly children: Growing[] };

type Grown = { readonly root: OpenRoot; readonly isWhole: boolean };

/** The default folding: sections by `isOpenAtFirst`, small payloads and short lists of steps unfolded. */
export function unfoldAtFirst(root: OutlineNode): OpenRoot {
  let left = fewRows;
  const opens = (node: OutlineNode): boolean => {
    if (node.type === 'section') return node.isOpenAtFirst;
    const isList = node.type === 'steps' || (node.type === 'value' && isContainer(node.value));
    if (!isList) return false;
    const count = childCount(node);
    if (count > shortPayload || count > left) return false;
    left -= count;
    return true;
  };
  return grow(root, atFirst, opens).root;
}

/** Unfolds everything, the outermost first, up to a limit that bounds the work on huge payloads. */
export function unfoldAll(root: OutlineNode): Grown {
  return grow(root, everything, isCheapToOpen);
}

export function foldAll(root: OutlineNode): OpenRoot {
  return createRoot(root, []);
}

function isCheapToOpen(node: OutlineNode): boolean {
  return node.type !== 'value' || !isLongText(node.value) || node.value.length <= shortText;
}

/** Unfolds the nodes that `opens` accepts, level by level, within the budget. */
export function grow(root: OutlineNode, budget: FoldBudget, opens: (node: OutlineNode) => boolean): Grown {
  const start: Growing = { node: root, index: 0, children: [] };
  let { opened, looked } = budget;
  let isWhole = true;
  let level = [start];
  for (let depth = 0; level.length > 0 && depth < deepest; depth += 1) {
    const next: Growing[] = [];
    for (const parent of level) {
      const found = foldableChildren(parent.node, looked);
      looked -= found.looked;
      isWhole &&= found.isWhole;
      for (const { node, index } of found.children) {
        if (!opens(node)) continue;
        if (opened <= 0) return { root: freezeRoot(start), isWhole: false };
        opened -= 1;
        const child: Growing = { node, index, children: [] };
        parent.children.push(child);
        if (isFoldable(node)) next.push(child);
      }
    }
    level = next;
  }
  return { root: freezeRoot(start), isWhole: isWhole && level.length === 0 };
}

function freezeRoot({ node, children }: Growing): OpenRoot {
  return createRoot(node, children.map(freeze));
}

function freeze({ node, index, children }: Growing): OpenNode {
  return createOpenNode(node, index, true, children.map(freeze));
}

/** The overview with the failed attempt that ended the run unfolded, however many steps there are. */
export function unfoldFailedStep(overview: OpenRoot, run: Run): OpenRoot {
  const step = run.status === 'failed' ? failingStep(run) : undefined;
  if (!run.steps || !step) return overview;
  const keys = ['steps', ...keysOfAttempt(stepTreeOf(run.steps), step)];
  const path = pathOfKeys(overview, keys);
  if (path.length < keys.length) return overview;
  return updateAt(overview, path, ({ node, index }) => ({ ...unfoldAtFirst(node), index }), true);
}
