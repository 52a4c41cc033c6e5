import type { Attempts } from '../../../model/steps/group-attempts.ts';
import { stepTreeOf } from '../../../model/steps/step-tree.ts';
import type { Path } from '../open-tree.ts';
import type { StepsNode } from '../outline/outline-node.ts';
import { countRows } from '../outline/part-children.ts';
import { payloadParts } from '../outline/step-parts.ts';

/** Where failures began in the steps below a path, from the top: failed attempts without one inside. */
export function failedAttempts({ steps, reveal }: StepsNode, path: Path): readonly Path[] {
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
