import type { Command } from 'commander';
import { InspectorError } from '../../model/errors.ts';
import { addressWords, foundWords } from '../../targets/place-words.ts';
import { UnknownTarget } from '../../targets/unknown-target.ts';
import { addExamples } from '../options/examples.ts';
import { insecureWords, type Runner } from '../options/target-options.ts';
import { noSuchCommand } from '../unknown-command.ts';

type InspectFlags = {
  readonly target?: string;
  readonly insecure?: true;
  readonly filter?: string;
  readonly run?: string;
};

export function declareInspect(program: Command, { context, done }: Runner): void {
  program
    .argument(
      '[location]',
      `a file (runs.db, or .jsonl of OTLP), a folder that holds ${foundWords}, an address (${addressWords}), or a name that "runlens targets" shows; several with commas`,
    )
    .option('--target <target>', 'the same as the location')
    .option('--insecure', insecureWords)
    .option('--filter <filter>', 'start with this filter')
    .option('--run <run-id>', 'start with this run open');
  addExamples(program, {
    runlens: 'the runs of this project',
    'runlens ../shop': 'those of another one',
    'runlens https://runs.example.com': 'those of a server',
    'runlens restate:http://localhost:9070': 'those of an engine',
    'runlens --target shop,cloud': 'those of two targets in one list',
    "runlens --filter 'status:failed since:24h'": '',
    'runlens demo': 'a sample store to look around in',
    'runlens history list --status failed -o tsv': 'for scripts',
  });
  program.action(
    async (location: string | undefined, { target, insecure, filter, run: runId }: InspectFlags) => {
      if (location !== undefined && target !== undefined) {
        throw new InspectorError('usage', `two targets are named: ${location} and ${target}`);
      }
      const { runInspect } = await import('../commands/inspect.ts');
      try {
        done(await runInspect({ target: location ?? target, isInsecure: insecure, filter, runId }, context));
      } catch (error) {
        if (location === undefined || !(error instanceof UnknownTarget)) throw error;
        throw noSuchCommand(program, location, error);
      }
    },
  );
}
