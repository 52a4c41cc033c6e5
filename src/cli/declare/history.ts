import { type Command, Option } from 'commander';
import { addExamples } from '../options/examples.ts';
import { addGetOptions, type GetFlags } from '../options/get-options.ts';
import { addListOptions, type ListFlags } from '../options/list-options.ts';
import { addOutputOptions, type OutputFlags, readOutput } from '../options/output-options.ts';
import { addTargetOption, type Runner, targetOf } from '../options/target-options.ts';

export function declareHistory(program: Command, runner: Runner): void {
  const history = program
    .command('history')
    .description('runs and sessions across workflows, agents and projects');
  declareHistoryList(history, runner);
  declareHistoryGet(history, runner);
}

function declareHistoryList(history: Command, { context, done }: Runner): void {
  const command = history
    .command('list')
    .description('list runs of every kind, newest first')
    .addOption(new Option('--kind <kind>', 'only these').choices(['workflow', 'agent']))
    .option('--project <project>', 'only of this project; * stands for any text');
  addOutputOptions(addTargetOption(addListOptions(command)));
  addExamples(command, {
    'runlens history list --kind workflow --status failed': '',
    'runlens history list --target cloud,local --since 24h': 'of two targets in one list',
    "runlens history list --project 'shop*' --since today -o ndjson": '',
  });
  command.action(async (flags: ListFlags & OutputFlags) => {
    const { runListRuns } = await import('../commands/runs-list.ts');
    const target = targetOf(command);
    done(await runListRuns({ flags, output: readOutput(flags, context), target, isHistory: true }, context));
  });
}

function declareHistoryGet(history: Command, { context, done }: Runner): void {
  const command = history
    .command('get')
    .description('show one run or session')
    .argument('<run-id>', "the run's id, or target/id where there are several");
  addOutputOptions(addTargetOption(addGetOptions(command)));
  addExamples(command, {
    'runlens history get run_1': '',
    'runlens history get run_1 --field output': 'only its output',
  });
  command.action(async (id: string, flags: GetFlags & OutputFlags) => {
    const { runGetRun } = await import('../commands/runs-get.ts');
    const target = targetOf(command);
    done(
      await runGetRun({ ...flags, id, output: readOutput(flags, context), target, isHistory: true }, context),
    );
  });
}
