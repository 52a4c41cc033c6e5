import type { RunStore } from '../../../contract/run-store.ts';
import { joinQueries } from '../../../model/query/clauses.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import { toExplanationJson } from '../../../model/share/explanation-json.ts';
import { mayBeFailure } from '../../../operations/failures/find-failure.ts';
import { groupQuery } from '../../../operations/failures/group-failures.ts';
import type { Context } from '../../context/context.ts';
import { addNarrowing, buildQuery, type QueryFlags } from '../../options/build-query.ts';
import { type DataOptions, defineCommand } from '../../options/define-command.ts';
import { isUnknownName, printMissing } from '../../print/list-notices.ts';
import { printData } from '../../print/print-list.ts';
import { writeLines, writeNotice } from '../../print/write.ts';
import { withStore } from '../../store/with-store.ts';
import { explanationLines, readExplanation } from './read-explanation.ts';
import { readFailureByPart } from './read-failure-groups.ts';

type Options = DataOptions & Pick<QueryFlags, 'since' | 'until' | 'filter'>;

export const failuresShared = defineCommand({
  description: 'show what failed runs have in common that others lack, and since when they fail',
  declare: command =>
    addNarrowing(
      command.argument(
        '[workflow]',
        'only failed runs of this workflow or agent, where * matches any text; or the id of a group',
      ),
    ),
  examples: {
    'runlens failures shared signup-pipeline --since 24h': '',
    'runlens failures shared 0k3x9f0a1b2': 'of a group of failures',
    "runlens failures shared --filter 'error:timeout' -o json": '',
  },
  run: runFailuresShared,
});

async function runFailuresShared(options: Options, context: Context): Promise<void> {
  const { args, output, target, since, until, filter } = options;
  const [name] = args;
  const ofName = buildQuery({ name, since, until, filter });
  await withStore(target, context, async store => {
    const group = await readNamedGroup(name, store, context);
    const ofGroup = group && joinQueries(groupQuery(group.id), buildQuery({ since, until, filter }));
    const query = ofGroup ?? ofName;
    const explanation = await readExplanation(store, query, context);
    if (output.format !== 'table') {
      const masked = { isMasked: output.redact, now: context.now() };
      await printData(explanation ? toExplanationJson(explanation, masked) : {}, output, context);
    } else if (explanation) await writeLines(explanationLines(explanation, context), context);
    const isMisnamed = !explanation && !group && (await isUnknownName({ name }, store, context));
    if (output.format === 'table' && !explanation && !isMisnamed)
      writeNotice('no run has failed here', context);
    printMissing(store.missing?.(), context);
  });
}

/** The argument may be a group's id, unless a workflow has that name. */
async function readNamedGroup(name: string | undefined, store: RunStore, context: Context) {
  if (name === undefined || !mayBeFailure(name)) return undefined;
  const named = await store.suggest('workflow', name, { signal: context.signal });
  const isWorkflow = named.some(one => foldCase(one) === foldCase(name));
  return isWorkflow ? undefined : readFailureByPart(store, name, context);
}
