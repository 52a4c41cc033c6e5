import * as v from 'valibot';
import { parseFilter } from '../model/query/parse/parse-filter.ts';
import { toExplanationJson } from '../model/share/explanation-json.ts';
import { explainFailures } from '../operations/failures/failure-explanation.ts';
import { answerValue } from './answer/answer.ts';
import { defineTool, openStoreOf } from './tool.ts';
import { filter, partCursor, path, target } from './tool-inputs.ts';

export const explainFailuresTool = defineTool({
  name: 'explain_failures',
  title: 'Find what failed runs share',
  description:
    'Compares the failed runs that match with the runs of the same workflows that did not fail: which values (of input, trigger, actor, model, version …) only the failed ones have, and since when they fail.',
  effect: 'reads',
  input: v.strictObject({ filter, path, cursor: partCursor, target }),
  call: async (args, context) => {
    const query = parseFilter(args.filter ?? '');
    const store = await openStoreOf(args, context);
    const explanation = await explainFailures(store, query, context);
    if (!explanation) return answerValue({ shared: null, note: 'no run that matches has failed' });
    return answerValue(toExplanationJson(explanation, { isMasked: true, now: context.now }), args);
  },
});
