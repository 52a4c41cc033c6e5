import type { Command } from 'commander';
import { InspectorError } from '../../../model/errors.ts';
import { runAddress } from '../../../model/run.ts';
import { type Against, compareRuns } from '../../../operations/compare-runs.ts';
import { wholeAddress } from '../../../operations/find-by-part.ts';
import type { TargetChoice } from '../../../targets/target.ts';
import type { Context, Runner } from '../../context/context.ts';
import { addExamples } from '../../options/examples.ts';
import { targetOf } from '../../options/target-options.ts';
import { withProgress } from '../../print/progress.ts';
import { withStore } from '../../store/with-store.ts';
import { againstOf } from '../diff.ts';
import { addReportOptions, type ReportFlags, writeReport } from './report.ts';

type Flags = ReportFlags & { readonly against?: string };

export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group
    .command('diff')
    .description('write one HTML file about how a run differs from another one')
    .argument('<run-id>', 'the id of the run, usually one that failed; target/id with several targets')
    .argument('[other-run-id]', 'the run to compare it with; default: the last success of its workflow')
    .option('--against <run>', 'success (the default), previous, or the id of a run');
  addReportOptions(command);
  addExamples(command, {
    'runlens report diff demo-failed': 'with the last success before it',
    'runlens report diff demo-failed --against previous -o diff.html': '',
  });
  return command.action(
    async (id: string, other: string | undefined, { against: named, ...flags }: Flags) => {
      const against = againstOf(other, named);
      done(await runReportDiff({ ...flags, id, against, target: targetOf(command) }, context));
    },
  );
}

type Options = ReportFlags & {
  readonly id: string;
  readonly against: Against;
  readonly target: TargetChoice;
};

async function runReportDiff({ id, against, target, ...flags }: Options, context: Context): Promise<number> {
  return withStore(target, context, async store => {
    const { signal } = context;
    const now = context.now();
    const whole = (address: string) => wholeAddress(store, address, { now, signal });
    const a = await whole(id);
    const b = typeof against === 'string' ? against : { address: await whole(against.address) };
    const comparison = await withProgress('comparing', context, onProgress =>
      compareRuns(store, a, b, { now, signal, onProgress }),
    );
    const run = await store.getRun(a, { include: { steps: true }, signal });
    if (!run) throw new InspectorError('not-found', `${runAddress(comparison.a)} is not there any more`);
    return writeReport({ store, run, comparison }, flags, context);
  });
}
