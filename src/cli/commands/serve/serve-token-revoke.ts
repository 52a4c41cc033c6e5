import type { Command } from 'commander';
import { InspectorError } from '../../../model/errors.ts';
import type { Context, Runner } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { writeNotice } from '../../print/write.ts';
import { addStoreOption, withStoreToServe } from './store-to-serve.ts';

export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group
    .command('revoke')
    .description('revoke a token, which takes effect within a second')
    .argument('<id>', 'the id that "token list" shows');
  addStoreOption(command);
  return command.action(async (id: string, { store }: { readonly store?: string }) =>
    done(await runServeTokenRevoke({ store, id }, context)),
  );
}

type Options = { readonly store?: string; readonly id: string };

async function runServeTokenRevoke({ store, id }: Options, context: Context): Promise<number> {
  return withStoreToServe(store, context, 'refuse', async ({ tokens }) => {
    const token = await tokens.find(id);
    if (!token) {
      throw new InspectorError('not-found', `there is no token ${id}`, {
        hint: 'see "runlens serve token list"',
      });
    }
    const isNew = await tokens.revoke(id);
    writeNotice(`${id} (${token.name}) ${isNew ? 'is revoked' : 'was already revoked'}`, context);
    return exitCodes.ok;
  });
}
