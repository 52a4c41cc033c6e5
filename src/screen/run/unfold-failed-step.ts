import { failingStep } from '../../model/report/failing-step.ts';
import type { Run } from '../../model/run.ts';
import { stepTreeOf } from '../../model/steps/step-tree.ts';
import { unfoldAtFirst } from './fold-all.ts';
import { pathOfKeys } from './open-keys.ts';
import { type OpenRoot, updateAt } from './open-tree.ts';
import { keysOfAttempt } from './outline/steps-outline.ts';

/** The overview with the failed attempt that ended the run unfolded, however many steps there are. */
export function unfoldFailedStep(overview: OpenRoot, run: Run): OpenRoot {
  const step = run.status === 'failed' ? failingStep(run) : undefined;
  if (!run.steps || !step) return overview;
  const keys = ['steps', ...keysOfAttempt(stepTreeOf(run.steps), step)];
  const path = pathOfKeys(overview, keys);
  if (path.length < keys.length) return overview;
  return updateAt(overview, path, ({ node, index }) => ({ ...unfoldAtFirst(node), index }), true);
}
