import { type Command, InvalidArgumentError } from 'commander';
import { type Scope, scopes } from '../../contract/served-store.ts';
import { addExamples } from '../options/examples.ts';
import { addOutputOptions, type OutputFlags, readOutput } from '../options/output-options.ts';
import type { Runner } from '../options/target-options.ts';
import { addStoreOption } from './serve-store.ts';

type StoreFlags = { readonly store?: string };
type AddFlags = StoreFlags & { readonly name: string; readonly scope: readonly Scope[] };

export function declareServeToken(serve: Command, runner: Runner): void {
  const token = serve.command('token').description('who may use a served store, and for what');
  declareAdd(token, runner);
  declareList(token, runner);
  declareRevoke(token, runner);
}

function declareAdd(token: Command, { context, done }: Runner): void {
  const command = token
    .command('add')
    .description('make a token and print it, this once')
    .requiredOption('--name <name>', 'whose it is')
    .requiredOption(
      '--scope <scope>',
      'read, cancel (and read), write (record and start); several with commas',
      addScopes,
    );
  addStoreOption(command);
  addExamples(command, {
    'runlens serve token add --name ada --scope cancel': '',
    'runlens serve token add --name shop --scope write': 'for a program that records',
  });
  command.action(async ({ store, name, scope }: AddFlags) => {
    const { runAddToken } = await import('../commands/serve-token.ts');
    done(await runAddToken({ store, name, scopes: scope }, context));
  });
}

function declareList(token: Command, { context, done }: Runner): void {
  const command = token.command('list').description('list the tokens, without their secrets');
  addOutputOptions(addStoreOption(command));
  command.action(async (flags: StoreFlags & OutputFlags) => {
    const { runListTokens } = await import('../commands/serve-token.ts');
    done(await runListTokens({ store: flags.store, output: readOutput(flags, context) }, context));
  });
}

function declareRevoke(token: Command, { context, done }: Runner): void {
  const command = token
    .command('revoke')
    .description('make a token useless, within a second')
    .argument('<id>', 'the id that "token list" shows');
  addStoreOption(command);
  command.action(async (id: string, { store }: StoreFlags) => {
    const { runRevokeToken } = await import('../commands/serve-token.ts');
    done(await runRevokeToken({ store, id }, context));
  });
}

function addScopes(text: string, before: readonly Scope[] = []): readonly Scope[] {
  const added = text.split(',').map(word => {
    const scope = scopes.find(known => known === word.trim());
    if (scope === undefined) throw new InvalidArgumentError(`It takes ${scopes.join(', ')}.`);
    return scope;
  });
  return scopes.filter(scope => before.includes(scope) || added.includes(scope));
}
