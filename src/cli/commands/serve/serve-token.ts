import { type Scope, scopes, type Token } from '../../../contract/served-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import { quoteWord } from '../../../model/report/shell-command.ts';
import { toIsoTime } from '../../../model/text/formats.ts';
import type { Context } from '../../context/context.ts';
import { defineCommand, type Given, type Output } from '../../options/define-command.ts';
import { parseListOf } from '../../options/parse-value.ts';
import { severalHelp } from '../../options/target-options.ts';
import { type ListShape, printList } from '../../print/print-list.ts';
import { writeNotice, writeOut } from '../../print/write.ts';
import { addStoreOption, withStoreToServe } from './store-to-serve.ts';

type Store = Given & { readonly store?: string };

type AddOptions = Store & { readonly name: string; readonly scope: readonly Scope[] };

export const serveTokenAdd = defineCommand({
  description: 'create a token and print it; it is not shown again',
  declare: command =>
    addStoreOption(
      command
        .requiredOption('--name <name>', 'who or what uses it')
        .requiredOption(
          '--scope <scope>',
          `read, cancel (includes read), record (record runs), write (record, and run what others start) or start (start runs); ${severalHelp}`,
          parseListOf(scopes),
        ),
    ),
  shares: 'nothing',
  examples: {
    'runlens serve token add --name ada --scope cancel': '',
    'runlens serve token add --name ci --scope record': 'for a program that records',
    'runlens serve token add --name shop --scope write': 'for one that also offers workflows',
    'runlens serve token add --name bot --scope read,start': 'for what reads runs and starts new ones',
  },
  run: runServeTokenAdd,
});

async function runServeTokenAdd({ store, name, scope }: AddOptions, context: Context): Promise<void> {
  if (name.trim() === '' || name.length > 100)
    throw new InspectorError('usage', 'the name of a token has 1 to 100 characters');
  const { createToken } = await import('../../../server/access/tokens.ts');
  await withStoreToServe(store, context, 'create', async ({ tokens, store: { target } }) => {
    const { id, text, hash } = createToken();
    await tokens.add({ id, name, scopes: scope, hash });
    await writeOut(`${text}\n`, context);
    writeNotice(`this token of ${target.location} is shown once: keep it in a safe place`, context);
    writeNotice(`  to revoke it: runlens serve token revoke ${id}${storeFlag(store)}`, context);
  });
}

/** Names the same store; an address may hold a password, which is not repeated. */
function storeFlag(store: string | undefined): string {
  if (store === undefined) return '';
  return ` --store ${/^[a-z]+:\/\//i.test(store) ? '…' : quoteWord(store)}`;
}

export const serveTokenList = defineCommand({
  description: 'list the tokens, without their secrets',
  declare: addStoreOption,
  shares: 'output',
  run: async ({ store, output }: Store & { readonly output: Output }, context) =>
    withStoreToServe(store, context, 'refuse', async ({ tokens }) => {
      const listed = await tokens.list();
      await printList(listed, tokenShape, output, context);
      if (listed.length === 0)
        writeNotice('there are no tokens: "runlens serve token add" creates one', context);
    }),
});

const time = (at: number | undefined) => (at === undefined ? undefined : toIsoTime(at));

const tokenShape: ListShape<Token> = {
  toJson: token => ({
    id: token.id,
    name: token.name,
    scopes: token.scopes,
    createdAt: time(token.createdAt),
    revokedAt: time(token.revokedAt),
  }),
  tsv: ['id', 'name', 'scopes', 'createdAt', 'revokedAt'],
  tsvValues: { scopes: ({ scopes }) => String(scopes) },
  table: [
    { title: 'ID', text: token => token.id },
    { title: 'NAME', text: token => token.name },
    { title: 'SCOPES', text: token => token.scopes.join(',') },
    { title: 'CREATED', text: token => time(token.createdAt) ?? '' },
    { title: 'REVOKED', text: token => time(token.revokedAt) ?? '' },
  ],
};

export const serveTokenRevoke = defineCommand({
  description: 'revoke a token, which takes effect within two seconds',
  declare: command => addStoreOption(command.argument('<id>', 'the id that "token list" shows')),
  shares: 'nothing',
  run: async ({ store, args: [id = ''] }: Store, context) =>
    withStoreToServe(store, context, 'refuse', async ({ tokens }) => {
      const token = await tokens.find(id);
      if (!token) {
        const hint = 'see "runlens serve token list"';
        throw new InspectorError('not-found', `there is no token ${id}`, { hint });
      }
      const isNew = await tokens.revoke(id);
      writeNotice(`${id} (${token.name}) ${isNew ? 'is revoked' : 'was already revoked'}`, context);
    }),
});
