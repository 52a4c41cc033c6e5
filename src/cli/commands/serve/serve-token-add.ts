import type { Command } from 'commander';
import { type Scope, scopes } from '../../../contract/served-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import { quoteWord } from '../../../model/report/shell-command.ts';
import type { Context, Runner } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { addExamples } from '../../options/examples.ts';
import { parseListOf } from '../../options/parse-value.ts';
import { severalHelp } from '../../options/target-options.ts';
import { writeNotice, writeOut } from '../../print/write.ts';
import { addStoreOption, withStoreToServe } from './store-to-serve.ts';

type Options = { readonly store?: string; readonly name: string; readonly scope: readonly Scope[] };

export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group
    .command('add')
    .description('create a token and print it; it is not shown again')
    .requiredOption('--name <name>', 'who or what uses it')
    .requiredOption(
      '--scope <scope>',
      `read, cancel (includes read), record (record runs), write (record, and run what others start) or start (start runs); ${severalHelp}`,
      parseListOf(scopes),
    );
  addStoreOption(command);
  addExamples(command, {
    'runlens serve token add --name ada --scope cancel': '',
    'runlens serve token add --name ci --scope record': 'for a program that records',
    'runlens serve token add --name shop --scope write': 'for one that also offers workflows',
    'runlens serve token add --name bot --scope read,start': 'for what reads runs and starts new ones',
  });
  return command.action(async (options: Options) => done(await runServeTokenAdd(options, context)));
}

async function runServeTokenAdd({ store, name, scope }: Options, context: Context): Promise<number> {
  if (name.trim() === '' || name.length > 100)
    throw new InspectorError('usage', 'the name of a token has 1 to 100 characters');
  const { createToken } = await import('../../../server/access/token-cache.ts');
  return withStoreToServe(store, context, 'create', async ({ tokens, store: { target } }) => {
    const { id, text, hash } = createToken();
    await tokens.add({ id, name, scopes: scope, hash });
    await writeOut(`${text}\n`, context);
    writeNotice(`this token of ${target.location} is shown once: keep it in a safe place`, context);
    writeNotice(`  to revoke it: runlens serve token revoke ${id}${storeFlag(store)}`, context);
    return exitCodes.ok;
  });
}

/** The option that names the same store; an address may hold a password, which is not repeated. */
function storeFlag(store: string | undefined): string {
  if (store === undefined) return '';
  return ` --store ${/^[a-z]+:\/\//i.test(store) ? '…' : quoteWord(store)}`;
}
