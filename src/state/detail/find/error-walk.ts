import type { OpenNode, Path } from '../open-tree.ts';
import { childIndex } from '../outline/outline-children.ts';
import type { OutlineNode } from '../outline/outline-node.ts';
import { cursorPath, type Pane } from '../pane.ts';
import { comparePlaces } from './search-walk.ts';

/** The next section with an error below (or above) the cursor; what is inside one is the same error. */
export function nextErrorPath(pane: Pane, by: number): Path | undefined {
  const paths = errorPaths(pane.root);
  const cursor = cursorPath(pane);
  return by > 0
    ? paths.find(path => comparePlaces(path, cursor) > 0)
    : paths.findLast(path => comparePlaces(path, cursor) < 0);
}

function errorPaths(root: OpenNode): readonly Path[] {
  const paths: Path[] = [];
  const visit = (node: OutlineNode, path: Path): void => {
    if (node.type !== 'section') return;
    if (node.tone === 'error') {
      paths.push(path);
      return;
    }
    for (const part of node.parts) {
      if (part.type === 'section') visit(part, [...path, childIndex(node, part.key)]);
    }
  };
  visit(root.node, []);
  return paths;
}
