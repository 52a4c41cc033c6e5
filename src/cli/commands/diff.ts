import { type Command, Option } from 'commander';
import { InspectorError } from '../../model/errors.ts';
import { type Against, compareRuns } from '../../operations/compare-runs.ts';
import { wholeAddress } from '../../operations/find-by-part.ts';
import type { TargetChoice } from '../../targets/target.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { addExamples } from '../options/examples.ts';
import { addTargetOption, targetOf } from '../options/target-options.ts';
import { type DiffFormat, diffFormats, printComparison } from '../print/print-comparison.ts';
import { withProgress } from '../print/progress.ts';
import { withStore } from '../store/with-store.ts';

type Flags = {
  readonly against?: string;
  readonly output?: DiffFormat;
  readonly json?: true;
  readonly noise?: true;
  readonly children?: true;
  readonly redact?: true;
};

export function declareCommand(parent: Command, { context, done }: Runner): Command {
  const command = parent
    .command('diff')
    .description('show how a run differs from one that succeeded, and where they diverged')
    .argument('<run-id>', 'the id of the run, usually one that failed; target/id with several targets')
    .argument('[other-run-id]', 'the run to compare it with; default: the last success of its workflow')
    .option('--against <run>', 'success (the default), previous, or the id of a run')
    .addOption(
      new Option('-o, --output <format>', 'the format; default: table on a terminal, json in a pipe').choices(
        diffFormats,
      ),
    )
    .addOption(new Option('--json', 'short for -o json').conflicts('output'))
    .option('--children', 'also compare the runs that both started, by workflow')
    .option('--noise', 'also list what varies between successes')
    .option('--redact', 'mask what looks like a secret, as table and markdown always do');
  addTargetOption(command);
  addExamples(command, {
    'runlens diff demo-failed': 'with the last success before it',
    'runlens diff demo-failed --against previous -o json': '',
    'runlens diff demo-failed -o markdown': 'for a bug report',
  });
  return command.action(
    async (id: string, other: string | undefined, { against: named, ...flags }: Flags) => {
      const against = againstOf(other, named);
      done(await runDiff({ ...flags, id, against, target: targetOf(command) }, context));
    },
  );
}

/** What a run is compared with, by a second run or by `--against`; never by both. */
export function againstOf(other: string | undefined, against: string | undefined): Against {
  if (other !== undefined && against !== undefined)
    throw new InspectorError('usage', 'a second run and --against exclude each other', {
      hint: 'leave one of them out',
    });
  const choice = other ?? against ?? 'success';
  if (other === undefined && (choice === 'success' || choice === 'previous')) return choice;
  return { address: choice };
}

type Options = Omit<Flags, 'against'> & {
  readonly id: string;
  readonly against: Against;
  readonly target: TargetChoice;
};

async function runDiff(options: Options, context: Context): Promise<number> {
  const { id, against, target, children = false, noise = false, redact = false } = options;
  const format = options.json ? 'json' : (options.output ?? (context.stdout.isTTY ? 'table' : 'json'));
  return withStore(target, context, async store => {
    const { signal } = context;
    const whole = (address: string) => wholeAddress(store, address, { now: context.now(), signal });
    const a = await whole(id);
    const b = typeof against === 'string' ? against : { address: await whole(against.address) };
    const comparison = await withProgress('comparing', context, onProgress =>
      compareRuns(store, a, b, { now: context.now(), signal, onProgress, withChildren: children }),
    );
    await printComparison(comparison, { format, isMasked: redact, withNoise: noise }, context);
    return exitCodes.ok;
  });
}
