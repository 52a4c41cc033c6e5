import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RunStore } from '../../../contract/run-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import { reportFileName, subjectOf } from '../../../model/report/page/report-facts.ts';
import type { Run } from '../../../model/run.ts';
import { countOf, formatBytes } from '../../../model/text/formats.ts';
import { readReport } from '../../../operations/failures/read-report.ts';
import type { TargetChoice } from '../../../targets/target.ts';
import type { Context } from '../../context/context.ts';
import { madeBy } from '../../context/version.ts';
import { openOwnFailures } from '../../memory/own-failures.ts';
import { defineCommand, type Given } from '../../options/define-command.ts';
import { withProgress } from '../../print/progress.ts';
import { writeNotice, writeOut } from '../../print/write.ts';
import { withStore } from '../../store/with-store.ts';
import { readExplained } from '../explain.ts';

export type ReportFlags = { readonly output?: string; readonly force?: true };

export const report = defineCommand({
  description: 'write one HTML file about a run, to send to anybody',
  declare: command =>
    addReportOptions(
      command.argument(
        '<run-or-failure-id>',
        'the id of a run, or of a group of failures, whose last run is reported',
      ),
    ),
  shares: 'target',
  examples: {
    'runlens report demo-failed': 'writes report-demo-failed.html',
    'runlens report demo-failed -o signup.html --force': '',
    'runlens report diff demo-failed -o diff.html': 'with the last success before it',
  },
  run: runReport,
});

export function addReportOptions(command: Command): Command {
  return command
    .option('-o, --output <file>', 'the file to write, or - to print it; default: report-<id>.html')
    .option('--force', 'replace the file if it already exists');
}

type Options = Given & ReportFlags & { readonly target: TargetChoice };

async function runReport(options: Options, context: Context): Promise<void> {
  const { args, output, target } = options;
  const [id = ''] = args;
  refuseTaken(options, output, context);
  await withStore(target, context, async store => {
    const { run, failureId } = await readExplained(store, id, context);
    await writeReport({ store, run, failureId }, options, context);
  });
}

type Reported = Pick<Parameters<typeof readReport>[2], 'failureId' | 'comparison'> & {
  readonly store: RunStore;
  readonly run: Run;
};

export async function writeReport(
  { store, run, ...asked }: Reported,
  flags: ReportFlags,
  context: Context,
): Promise<void> {
  const { now, signal } = context;
  const file = flags.output ?? reportFileName(subjectOf(asked), { run, failureId: asked.failureId });
  refuseTaken(flags, file, context);
  const own = await openOwnFailures(context, store.target);
  const found = await withProgress('explaining', context, () =>
    readReport(store, run, { ...asked, own, now: now(), signal }),
  );
  const { writeReportInThread } = await import('../../inspect/copy-renderer.ts');
  const facts = { ...found, canRunAgain: store.can.start, madeBy: madeBy() };
  const { bytes, hidden } = await writeReportInThread(facts, signal);
  if (file === '-') await writeOut(new TextDecoder().decode(bytes), context);
  else {
    const { writeNewFile } = await import('../../../files/write-new-file.ts');
    await writeNewFile(resolve(context.cwd, file), bytes, { isReplacing: flags.force });
    writeNotice(`saved the report in ${file}, ${formatBytes(bytes.length)}`, context);
  }
  writeNotice(maskedText(hidden), context);
}

function maskedText(hidden: number): string {
  return hidden === 0
    ? 'nothing in it looked like a secret'
    : `${countOf(hidden, 'secret is', 'secrets are')} masked`;
}

/** Refused before anything is read, and again when it is written. */
function refuseTaken({ force }: ReportFlags, file: string | undefined, { cwd }: Context): void {
  if (file === undefined || file === '-' || force) return;
  if (!lstatSync(resolve(cwd, file), { throwIfNoEntry: false })) return;
  throw new InspectorError('conflict', `${file} already exists, and nothing is saved`, {
    hint: 'name another file with -o, or replace it with --force',
  });
}
