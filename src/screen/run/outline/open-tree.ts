import { memo } from '../../../model/memo.ts';
import { lastNotAbove } from '../../../model/payload/lazy/places.ts';
import { carryOver, childAt, childCount, childIndex, isFoldable } from './outline-children.ts';
import { isTraceRow, type OutlineNode } from './outline-node.ts';

export type OpenNode = {
  readonly node: OutlineNode;
  readonly index: number;
  readonly isOpen: boolean;
  /** The rows below its own. */
  readonly rows: number;
  /** By index; the children that are not here are folded and take one row each. */
  readonly children: readonly OpenNode[];
};

/** Has no row, so nothing folds it. */
export type OpenRoot = OpenNode & { readonly isOpen: true };

/** Indexes from the root down. */
export type Path = readonly number[];

export type Row = {
  readonly node: OutlineNode;
  readonly path: Path;
  readonly isOpen: boolean;
  /** How many of the last levels of the path are data of a span. */
  readonly dataLevels: number;
};

export function createOpenNode(
  node: OutlineNode,
  index: number,
  isOpen: boolean,
  children: readonly OpenNode[],
): OpenNode {
  const rows = isOpen ? children.reduce((sum, child) => sum + child.rows, childCount(node)) : 0;
  return { node, index, isOpen, rows, children };
}

export function createRoot(node: OutlineNode, children: readonly OpenNode[]): OpenRoot {
  return { ...createOpenNode(node, 0, true, children), isOpen: true };
}

/** The row of each of the `children`, from 0 for the first row below the parent. */
const childStarts = memo((parent: OpenNode): readonly number[] => {
  let before = 0;
  return parent.children.map(child => {
    const start = child.index + before;
    before += child.rows;
    return start;
  });
});

export function rowAt(root: OpenNode, row: number): Row | undefined {
  if (row < 0 || row >= root.rows) return undefined;
  const path: number[] = [];
  let at = root;
  let rest = row;
  let levels = 0;
  for (;;) {
    const starts = childStarts(at);
    const position = lastNotAbove(starts, rest);
    const child = at.children[position];
    const offset = rest - (starts[position] ?? 0);
    if (child && offset <= child.rows) {
      path.push(child.index);
      levels = dataLevelsOf(child.node, at.node, levels);
      if (offset === 0) return { node: child.node, path, isOpen: child.isOpen, dataLevels: levels };
      at = child;
      rest = offset - 1;
      continue;
    }
    const index = child ? child.index + offset - child.rows : rest;
    const node = childAt(at.node, index);
    if (!node) return undefined;
    path.push(index);
    return { node, path, isOpen: false, dataLevels: dataLevelsOf(node, at.node, levels) };
  }
}

function dataLevelsOf({ type }: OutlineNode, parent: OutlineNode, levelsOfParent: number): number {
  if (levelsOfParent > 0) return levelsOfParent + 1;
  return parent.type === 'span' && !isTraceRow(type) ? 1 : 0;
}

export function rowOf(root: OpenNode, path: Path): number {
  let row = -1;
  let at: OpenNode | undefined = root;
  for (const index of path) {
    if (!at?.isOpen) break;
    const starts = childStarts(at);
    const position = lastNotAbove(
      at.children.map(child => child.index),
      index,
    );
    const child: OpenNode | undefined = at.children[position];
    if (child?.index === index) {
      row += 1 + (starts[position] ?? 0);
      at = child;
    } else {
      row += 1 + (child ? (starts[position] ?? 0) + child.rows + index - child.index : index);
      at = undefined;
    }
  }
  return Math.max(0, row);
}

export function nodesAlong(root: OpenNode, path: Path): readonly OutlineNode[] {
  const nodes: OutlineNode[] = [];
  let at: OpenNode | undefined = root;
  let node: OutlineNode | undefined = root.node;
  for (const index of path) {
    at = at?.children.find(child => child.index === index);
    node = at?.node ?? (node && childAt(node, index));
    if (node) nodes.push(node);
  }
  return nodes;
}

type Change = (node: OpenNode) => OpenNode;

/** Changes one node below the root; `reveal` unfolds its ancestors. */
export function updateAt(root: OpenRoot, path: Path, change: Change, reveal = false): OpenRoot {
  return createRoot(root.node, updateBelow(root, path, change, reveal));
}

function updateBelow(parent: OpenNode, path: Path, change: Change, reveal: boolean): readonly OpenNode[] {
  const [index, ...rest] = path;
  if (index === undefined) return parent.children;
  const children = [...parent.children];
  const found = children.findIndex(child => child.index >= index);
  const position = found < 0 ? children.length : found;
  const known = children[position]?.index === index ? children[position] : undefined;
  const at = known ?? toClosed(parent.node, index);
  if (!at) return children;
  const next =
    rest.length === 0
      ? change(at)
      : createOpenNode(at.node, at.index, at.isOpen || reveal, updateBelow(at, rest, change, reveal));
  children.splice(position, known ? 1 : 0, next);
  return children;
}

function toClosed(parent: OutlineNode, index: number): OpenNode | undefined {
  const node = childAt(parent, index);
  return node && createOpenNode(node, index, false, []);
}

export function setOpen(root: OpenRoot, path: Path, isOpen: boolean): OpenRoot {
  return updateAt(root, path, at =>
    isFoldable(at.node) ? createOpenNode(at.node, at.index, isOpen, at.children) : at,
  );
}

/** Trees are changed by calls inside calls. */
export const mostOpenLevels = 1000;

export function revealPath(root: OpenRoot, path: Path): OpenRoot {
  if (path.length < 2) return root;
  const parent = path.slice(0, Math.min(mostOpenLevels, path.length - 1));
  return updateAt(root, parent, at => createOpenNode(at.node, at.index, true, at.children), true);
}

/** Applies the folding of old content to new content, by key; nodes new to folding keep their default. */
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

function couldBeFolded(parent: OutlineNode, key: string): boolean {
  const index = childIndex(parent, key);
  const child = index < 0 ? undefined : childAt(parent, index);
  return child !== undefined && isFoldable(child);
}

function currentIndex(node: OutlineNode, child: OpenNode): number {
  return childAt(node, child.index)?.key === child.node.key ? child.index : childIndex(node, child.node.key);
}

export function keysAlong(root: OpenNode, path: Path): readonly string[] {
  return nodesAlong(root, path).map(({ key }) => key);
}

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
