import { createOpenNode, nodeAt, type OpenNode, type Path } from './open-tree.ts';
import { carryOver, isFoldable, kidAt, kidIndex } from './outline/outline-kids.ts';
import type { OutlineNode } from './outline/outline-node.ts';

/** The same folding on new content, by key; what is new is folded as it says itself. */
export function rebase(old: OpenNode, fresh: OpenNode): OpenNode {
  const node = fresh.node;
  const seen = new Set<string>();
  const kids: OpenNode[] = [];
  const freshKids = new Map(fresh.kids.map(kid => [kid.index, kid]));
  for (const kid of old.kids) {
    const index = currentIndex(node, kid);
    const found = index < 0 ? undefined : kidAt(node, index);
    if (!found) continue;
    const next = carryOver(kid.node, found);
    seen.add(next.key);
    const fresher = freshKids.get(index);
    kids.push(rebase(kid, fresher && next === found ? fresher : createOpenNode(next, index, kid.isOpen, [])));
  }
  for (const kid of fresh.kids) if (!seen.has(kid.node.key)) kids.push(kid);
  kids.sort((a, b) => a.index - b.index);
  return createOpenNode(node, fresh.index, old.isOpen && isFoldable(node), kids);
}

function currentIndex(node: OutlineNode, kid: OpenNode): number {
  return kidAt(node, kid.index)?.key === kid.node.key ? kid.index : kidIndex(node, kid.node.key);
}

/** The keys along a path, which stay when content changes. */
export function keysAlong(root: OpenNode, path: Path): readonly string[] {
  return path.map((_, depth) => nodeAt(root, path.slice(0, depth + 1))?.key ?? '');
}

/** The path that has these keys, as far as it is there. */
export function pathOfKeys(root: OpenNode, keys: readonly string[]): Path {
  const path: number[] = [];
  let at: OpenNode | undefined = root;
  let node: OutlineNode | undefined = root.node;
  for (const key of keys) {
    const index: number = node ? kidIndex(node, key) : -1;
    if (index < 0 || !node) break;
    path.push(index);
    at = at?.kids.find(kid => kid.index === index);
    node = at?.node ?? kidAt(node, index);
  }
  return path;
}
