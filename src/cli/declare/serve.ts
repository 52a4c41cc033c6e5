import { type Command, InvalidArgumentError } from 'commander';
import { InspectorError } from '../../model/errors.ts';
import { addExamples } from '../options/examples.ts';
import { parseWhole } from '../options/parse-number.ts';
import type { Runner } from '../options/target-options.ts';
import { addStoreOption } from './serve-store.ts';
import { declareServeToken } from './serve-token.ts';

type ServeFlags = {
  readonly store?: string;
  readonly host: string;
  readonly port: number;
  readonly startUrl?: URL;
};

export function declareServe(program: Command, runner: Runner): void {
  const { context, done } = runner;
  const command = program
    .command('serve')
    .description('serve a store to other machines over HTTP')
    .option('--host <host>', 'the name or address to listen at; any but loopback needs tokens', '127.0.0.1')
    .option('--port <port>', 'the port to listen at; 0 takes any', parsePort, 4777)
    .option('--start-url <url>', 'where a run to start is posted to, as {workflow, input, runId}', parseUrl);
  addStoreOption(command);
  addExamples(command, {
    'runlens serve': '',
    'runlens serve --store postgres://runlens@db/runlens --host 0.0.0.0': 'for a team',
  });
  command.action(async (flags: ServeFlags) => {
    const { runServe } = await import('../commands/serve.ts');
    done(await runServe(flags, context));
  });
  declareServeToken(command, runner);
}

function parsePort(text: string): number {
  const port = parseWhole(text);
  if (port > 65_535) throw new InvalidArgumentError('It takes a number up to 65535.');
  return port;
}

function parseUrl(text: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  // Not by commander, which would repeat the address and any password in it.
  throw new InspectorError('usage', '--start-url takes an http:// or https:// address');
}
