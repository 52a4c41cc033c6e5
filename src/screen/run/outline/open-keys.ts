import {
  createOpenNode,
  createRoot,
  nodesAlong,
  type OpenNode,
  type OpenRoot,
  type Path,
} from './open-tree.ts';
import { carryOver, childAt, childIndex, isFoldable } from './outline-children.ts';
import type { OutlineNode } from './outline-node.ts';

/** Applies the folding of old content to new content, by key; what could not be folded keeps its own. */
export function rebase(old: OpenRoot, fresh: OpenRoot): OpenRoot {
  return createRoot(fresh.node, rebaseChildren(old, fresh));
}

function rebaseChildren(old: OpenNode, { node, children: defaults }: OpenNode): readonly OpenNode[] {
  const seen = new Set<string>();
  const children: OpenNode[] = [];
  const freshChildren = new Map(defaults.map(child => [child.index, child]));
  for (const child of old.children) {
    const index = currentIndex(node, child);
    const found = index < 0 ? undefined : childAt(node, index);
    if (found?.key !== child.node.key) continue;
    const next = carryOver(child.node, found);
    if (!isFoldable(next)) continue;
    seen.add(next.key);
    const fresher = freshChildren.get(index);
    const fresh = fresher && next === found ? fresher : createOpenNode(next, index, child.isOpen, []);
    children.push(createOpenNode(fresh.node, index, child.isOpen, rebaseChildren(child, fresh)));
  }
  for (const child of defaults) {
    const { key } = child.node;
    if (!seen.has(key) && !couldBeFolded(old.node, key)) children.push(child);
  }
  return children.sort((a, b) => a.index - b.index);
}

/** Without an open node of its own it was folded. */
function couldBeFolded(parent: OutlineNode, key: string): boolean {
  const index = childIndex(parent, key);
  const child = index < 0 ? undefined : childAt(parent, index);
  return child !== undefined && isFoldable(child);
}

function currentIndex(node: OutlineNode, child: OpenNode): number {
  return childAt(node, child.index)?.key === child.node.key ? child.index : childIndex(node, child.node.key);
}

/** The keys along a path, which are stable when content changes. */
export function keysAlong(root: OpenNode, path: Path): readonly string[] {
  return nodesAlong(root, path).map(({ key }) => key);
}

/** The path of the keys, as far as it exists. */
export function pathOfKeys(root: OpenNode, keys: readonly string[]): Path {
  const path: number[] = [];
  let at: OpenNode | undefined = root;
  let node: OutlineNode | undefined = root.node;
  for (const key of keys) {
    const index: number = node ? childIndex(node, key) : -1;
    if (index < 0 || !node) break;
    path.push(index);
    at = at?.children.find(child => child.index === index);
    node = at?.node ?? childAt(node, index);
  }
  return path;
}
