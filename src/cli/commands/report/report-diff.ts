import { InspectorError } from '../../../model/errors.ts';
import { runAddress } from '../../../model/run.ts';
import type { Context } from '../../context/context.ts';
import { defineCommand } from '../../options/define-command.ts';
import { withStore } from '../../store/with-store.ts';
import { addComparedRuns, type ComparedFlags, compareNamed, refuseBoth } from '../diff.ts';
import { addReportOptions, type ReportFlags, writeReport } from './report.ts';

export const reportDiff = defineCommand({
  description: 'write one HTML file about how a run differs from another one',
  declare: command => addReportOptions(addComparedRuns(command)),
  shares: 'target',
  examples: {
    'runlens report diff demo-failed': 'with the last success before it',
    'runlens report diff demo-failed --against previous -o diff.html': '',
  },
  run: runReportDiff,
});

async function runReportDiff(options: ReportFlags & ComparedFlags, context: Context): Promise<void> {
  refuseBoth(options);
  await withStore(options.target, context, async store => {
    const comparison = await compareNamed(store, options, context);
    const { signal } = context;
    const run = await store.getRun(runAddress(comparison.a), { include: { steps: true }, signal });
    if (!run) throw new InspectorError('not-found', `${runAddress(comparison.a)} is not there any more`);
    await writeReport({ store, run, comparison }, options, context);
  });
}
