import type { RunStore } from '../../contract/run-store.ts';
import { runExplanation } from '../../model/report/run-explanation.ts';
import { type Run, runAddress } from '../../model/run.ts';
import { explainRun } from '../../operations/failures/explain-run.ts';
import { mayBeFailure } from '../../operations/failures/find-failure.ts';
import { readByPart } from '../../operations/find-by-part.ts';
import type { Context } from '../context/context.ts';
import { openOwnFailures } from '../memory/own-failures.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { printData } from '../print/print-list.ts';
import { withProgress } from '../print/progress.ts';
import { writeLines } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';
import { readFailureByPart } from './failures/read-failure-groups.ts';

export const explain = defineCommand({
  description: 'say why a run failed, in at most 2,000 characters',
  declare: command =>
    command.argument(
      '<run-or-failure-id>',
      'the id of a run, or of a group of failures, whose last run is explained',
    ),
  examples: { 'runlens explain demo-failed': '', 'runlens explain demo-failed -o json': 'for a script' },
  run: runExplain,
});

async function runExplain(options: DataOptions, context: Context): Promise<void> {
  const { args, output, target } = options;
  const [id = ''] = args;
  await withStore(target, context, async store => {
    const { run, failureId } = await readExplained(store, id, context);
    const own = await openOwnFailures(context, store.target);
    const found = { own, failureId, now: context.now(), signal: context.signal };
    const explained = await withProgress('explaining', context, () => explainRun(store, run, found));
    const at = { target: target.named, isInsecure: target.isInsecure };
    const commands = { at, canRunAgain: store.can.start };
    const lines = runExplanation(explained, { now: context.now(), commands });
    if (output.format === 'table' || output.format === 'tsv') await writeLines(lines, context);
    else {
      const ids = { runId: runAddress(run), failureId: explained.failureId };
      await printData({ ...ids, text: lines.join('\n') }, output, context);
    }
  });
}

/** A run by its id or a part of it, else the last run of a group. */
export async function readExplained(
  store: RunStore,
  id: string,
  context: Context,
): Promise<{ readonly run: Run; readonly failureId?: string }> {
  const { signal } = context;
  const read = (address: string) => store.getRun(address, { include: { steps: true }, signal });
  const exact = await read(id);
  if (exact) return { run: exact };
  const group = mayBeFailure(id) ? await readFailureByPart(store, id, context) : undefined;
  const last = group && (await read(runAddress(group.last)));
  if (group && last) return { run: last, failureId: group.id };
  return { run: await readByPart(store, id, read, { now: context.now(), signal }) };
}
