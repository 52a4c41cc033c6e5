import type { Command } from 'commander';
import type { Token } from '../../../contract/served-store.ts';
import { toIsoTime } from '../../../model/text/formats.ts';
import type { Context, Runner } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { addOutputOptions, type Output, outputOf } from '../../options/output-options.ts';
import { createListPrinter, type ListShape } from '../../print/print-list.ts';
import { textTable } from '../../print/text-table.ts';
import { outputColumns, writeNotice } from '../../print/write.ts';
import { addStoreOption, withStoreToServe } from './store-to-serve.ts';

export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group.command('list').description('list the tokens, without their secrets');
  addOutputOptions(addStoreOption(command));
  return command.action(async ({ store }: { readonly store?: string }) =>
    done(await runServeTokenList({ store, output: outputOf(command, context) }, context)),
  );
}

type Options = { readonly store?: string; readonly output: Output };

async function runServeTokenList({ store, output }: Options, context: Context): Promise<number> {
  return withStoreToServe(store, context, 'refuse', async ({ tokens }) => {
    const listed = await tokens.list();
    const printer = createListPrinter(tokenShape(context), output, context);
    await printer.add(listed);
    await printer.end();
    if (listed.length === 0)
      writeNotice('there are no tokens: "runlens serve token add" creates one', context);
    return exitCodes.ok;
  });
}

function tokenShape(context: Context): ListShape<Token> {
  const time = (at: number | undefined) => (at === undefined ? undefined : toIsoTime(at));
  return {
    toJson: token => ({
      id: token.id,
      name: token.name,
      scopes: token.scopes,
      createdAt: time(token.createdAt),
      revokedAt: time(token.revokedAt),
    }),
    tsv: ['id', 'name', 'scopes', 'createdAt', 'revokedAt'],
    tsvValues: { scopes: ({ scopes }) => String(scopes) },
    toTable: async tokens =>
      textTable(
        tokens,
        [
          { title: 'ID', text: token => token.id },
          { title: 'NAME', text: token => token.name },
          { title: 'SCOPES', text: token => token.scopes.join(',') },
          { title: 'CREATED', text: token => time(token.createdAt) ?? '' },
          { title: 'REVOKED', text: token => time(token.revokedAt) ?? '' },
        ],
        outputColumns(context),
      ),
  };
}
