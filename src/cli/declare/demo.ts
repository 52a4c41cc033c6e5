import type { Command } from 'commander';
import { addExamples } from '../options/examples.ts';
import { parseCount, parseWhole } from '../options/parse-number.ts';
import type { Runner } from '../options/target-options.ts';

type DemoFlags = {
  readonly size: number;
  readonly seed: number;
  readonly static?: true;
  readonly out?: string;
};

export function declareDemo(program: Command, { context, done }: Runner): void {
  const command = program
    .command('demo')
    .description('look around in a sample store, in a temporary folder, with runs that really go on')
    .option('--size <count>', 'how many runs', parseCount, 2000)
    .option('--seed <number>', 'another number, another sample', parseWhole, 1)
    .option('--static', 'nothing goes on')
    .option('--out <file>', 'write the sample into a new file and exit');
  addExamples(command, {
    'runlens demo': '',
    'runlens demo --size 1000000 --out big.db': 'a store for measuring',
  });
  command.action(async (flags: DemoFlags) => {
    const { runDemo } = await import('../commands/demo.ts');
    done(await runDemo({ ...flags, isStatic: flags.static === true }, context));
  });
}

/** Hidden: the process in which the runs of `runlens demo` go on. */
export function declareDemoLife(program: Command, { context, done }: Runner): void {
  program
    .command('__demo-life', { hidden: true })
    .argument('<file>')
    .option('--seed <number>', '', parseWhole, 1)
    .action(async (file: string, { seed }: { readonly seed: number }) => {
      const { runDemoLife } = await import('../commands/demo-life.ts');
      done(await runDemoLife({ file, seed }, context));
    });
}
