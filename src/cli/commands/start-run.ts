import { InspectorError } from '../../model/errors.ts';
import type { TargetChoice } from '../../stores/targets/resolved-target.ts';
import type { Context } from '../context.ts';
import { withStore } from '../with-store.ts';

type RunRequest = { readonly workflow: string; readonly target: TargetChoice };

export async function runStartRun({ workflow, target }: RunRequest, context: Context): Promise<number> {
  return withStore(target, context, async store => {
    const { location } = store.target;
    throw new InspectorError('unsupported', `${location} cannot start runs: it only records them`, {
      hint: `start "${workflow}" in the program that records into it`,
    });
  });
}
