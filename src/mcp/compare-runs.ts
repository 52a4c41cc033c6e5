import * as v from 'valibot';
import { toComparisonJson } from '../model/compare/text/comparison-json.ts';
import { type Against, compareRuns } from '../operations/compare-runs.ts';
import { answerValue } from './answer/answer.ts';
import { withAddress } from './get-run.ts';
import { defineTool, openStoreOf } from './tool.ts';
import { partCursor, path, runId, target } from './tool-inputs.ts';

export const compareRunsTool = defineTool({
  name: 'compare_runs',
  title: 'Compare two runs',
  description:
    'Shows how a run differs from one that succeeded: the first difference, then all others in order of steps and spans, without what differs between successes anyway.',
  effect: 'reads',
  input: v.strictObject({
    id: v.pipe(runId, v.description('The id of the run, as a rule one that failed.')),
    against: v.optional(
      v.pipe(
        v.string(),
        v.nonEmpty('takes success, previous, or the id of a run'),
        v.maxLength(1_000),
        v.description(
          '"success": the last success of its workflow; "previous": the run before it; or the id of a run.',
        ),
      ),
      'success',
    ),
    children: v.optional(
      v.pipe(v.boolean(), v.description('Whether to compare the runs that both started, too.')),
      false,
    ),
    path,
    cursor: partCursor,
    target,
  }),
  call: async ({ id, against, children, ...args }, context) => {
    const store = await openStoreOf(args, context);
    const comparison = await compareRuns(store, id, toAgainst(against), {
      ...context,
      withChildren: children,
    });
    const { a, b, ...json } = toComparisonJson(comparison, {
      now: context.now,
      isMasked: true,
      withNoise: false,
    });
    const runs = { a: withAddress(a, comparison.a), b: withAddress(b, comparison.b) };
    const spansLeftOut = comparison.spansLeftOut > 0 ? comparison.spansLeftOut : undefined;
    return answerValue({ ...runs, ...json, spansLeftOut }, args);
  },
});

function toAgainst(against: string): Against {
  return against === 'success' || against === 'previous' ? against : { address: against };
}
