import { type Command, Option } from 'commander';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type ComparedRuns, compareRuns } from '../../operations/compare-runs.ts';
import { wholeAddress } from '../../operations/find-by-part.ts';
import type { TargetChoice } from '../../targets/target.ts';
import type { Context } from '../context/context.ts';
import { defineCommand, type Given } from '../options/define-command.ts';
import { type DiffFormat, diffFormats, printComparison } from '../print/print-comparison.ts';
import { withProgress } from '../print/progress.ts';
import { withStore } from '../store/with-store.ts';

type Flags = ComparedFlags & {
  readonly output?: DiffFormat;
  readonly json?: true;
  readonly noise?: true;
  readonly children?: true;
  readonly redact?: true;
};

export const diff = defineCommand({
  description: 'show how a run differs from one that succeeded, and where they diverged',
  declare: command =>
    addComparedRuns(command)
      .addOption(
        new Option(
          '-o, --output <format>',
          'the format; default: table on a terminal, json in a pipe',
        ).choices(diffFormats),
      )
      .addOption(new Option('--json', 'short for -o json').conflicts('output'))
      .option('--children', 'also compare the runs that both started, by workflow')
      .option('--noise', 'also list what varies between successes')
      .option('--redact', 'mask what looks like a secret, as table and markdown always do'),
  shares: 'target',
  examples: {
    'runlens diff demo-failed': 'with the last success before it',
    'runlens diff demo-failed --against previous -o json': '',
    'runlens diff demo-failed -o markdown': 'for a bug report',
  },
  run: runDiff,
});

export function addComparedRuns(command: Command): Command {
  return command
    .argument('<run-id>', 'the id of the run, usually one that failed; target/id with several targets')
    .argument('[other-run-id]', 'the run to compare it with; default: the last success of its workflow')
    .option('--against <run>', 'success (the default), previous, or the id of a run');
}

export type ComparedFlags = Given & { readonly against?: string; readonly target: TargetChoice };

export async function compareNamed(
  store: RunStore,
  { args: [id = '', other], against }: ComparedFlags,
  context: Context,
  withChildren = false,
): Promise<ComparedRuns> {
  const { signal } = context;
  const now = context.now();
  const whole = (address: string) => wholeAddress(store, address, { now, signal });
  const a = await whole(id);
  const choice = other ?? against ?? 'success';
  const isWord = other === undefined && (choice === 'success' || choice === 'previous');
  const b = isWord ? choice : { address: await whole(choice) };
  return withProgress('comparing', context, onProgress =>
    compareRuns(store, a, b, { now, signal, onProgress, withChildren }),
  );
}

export function refuseBoth({ args: [, other], against }: ComparedFlags): void {
  if (other !== undefined && against !== undefined)
    throw new InspectorError('usage', 'a second run and --against exclude each other', {
      hint: 'leave one of them out',
    });
}

async function runDiff(options: Flags, context: Context): Promise<void> {
  refuseBoth(options);
  const { target, children = false, noise = false, redact = false } = options;
  const format = options.json ? 'json' : (options.output ?? (context.stdout.isTTY ? 'table' : 'json'));
  await withStore(target, context, async store => {
    const comparison = await compareNamed(store, options, context, children);
    await printComparison(comparison, { format, isMasked: redact, withNoise: noise }, context);
  });
}
