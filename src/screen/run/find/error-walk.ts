import type { Attempts } from '../../../model/steps/group-attempts.ts';
import { stepTreeOf } from '../../../model/steps/step-tree.ts';
import type { OpenNode, Path } from '../outline/open-tree.ts';
import { childIndex } from '../outline/outline-children.ts';
import type { OutlineNode, StepsNode } from '../outline/outline-node.ts';
import { countRows } from '../outline/payload-values.ts';
import { payloadParts } from '../outline/steps-outline.ts';
import { cursorPath, type Pane } from '../rows/pane.ts';
import { comparePlaces } from './search-walk.ts';

/** The next error or failed attempt below (or above) the cursor; what is inside an error is the same one. */
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
      if (part.type !== 'section' && part.type !== 'steps') continue;
      const at = [...path, childIndex(node, part.key)];
      if (part.type === 'section') visit(part, at);
      else paths.push(...furtherFailures(part, at, paths.length > 0));
    }
  };
  visit(root.node, []);
  return paths;
}

/** The failed attempts of a run; a single one has the error of the run, which is above. */
function furtherFailures(node: StepsNode, path: Path, hasError: boolean): readonly Path[] {
  const failed = failedAttempts(node, path);
  return hasError && failed.length === 1 ? [] : failed;
}

/** The paths of failed attempts without a failed attempt inside, from the top. */
function failedAttempts({ steps, reveal }: StepsNode, path: Path): readonly Path[] {
  const { roots, inside } = stepTreeOf(steps);
  const visit = (groups: readonly Attempts[], around: Path, rowsBefore: number): Path[] =>
    groups.flatMap((group, index) => {
      const step = [...around, rowsBefore + index];
      return group.flatMap((attempt, place) => {
        const at = group.length > 1 ? [...step, place] : step;
        const within = inside.get(attempt.id);
        const deeper = within ? visit(within, at, countRows(payloadParts(attempt, reveal))) : [];
        return deeper.length > 0 || attempt.status !== 'failed' ? deeper : [at];
      });
    });
  return visit(roots, path, 0);
}
