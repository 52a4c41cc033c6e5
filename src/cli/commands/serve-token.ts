import type { Scope, ServedStore, Token } from '../../contract/served-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { quoteWord } from '../../model/report/run-command.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../options/output-options.ts';
import { textColumns } from '../print/output-style.ts';
import { createListPrinter, type ListShape } from '../print/print-list.ts';
import { textTable } from '../print/text-table.ts';
import { say, writeOut } from '../print/write.ts';
import { openStoreToServe } from '../store/store-to-serve.ts';

type AddRequest = { readonly store?: string; readonly name: string; readonly scopes: readonly Scope[] };
type ListRequest = { readonly store?: string; readonly output: Output };
type RevokeRequest = { readonly store?: string; readonly id: string };

export async function runAddToken({ store, name, scopes }: AddRequest, context: Context): Promise<number> {
  if (name.trim() === '' || name.length > 100)
    throw new InspectorError('usage', 'the name of a token has 1 to 100 characters');
  const { createToken } = await import('../../server/access/token-text.ts');
  return withServed({ store, whenMissing: 'made' }, context, async ({ tokens, store: { target } }) => {
    const { id, text, hash } = createToken();
    await tokens.add({ id, name, scopes, hash });
    await writeOut(`${text}\n`, context);
    say(`this token of ${target.location} is shown once: keep it in a safe place`, context);
    say(`  to take it back: runlens serve token revoke ${id}${storeFlag(store)}`, context);
    return exitCodes.ok;
  });
}

export async function runListTokens({ store, output }: ListRequest, context: Context): Promise<number> {
  return withServed({ store, whenMissing: 'refused' }, context, async ({ tokens }) => {
    const found = await tokens.list();
    const printer = createListPrinter(tokensShape(context), output, context);
    await printer.add(found);
    await printer.end();
    if (found.length === 0) say('there are no tokens: "runlens serve token add" makes one', context);
    return exitCodes.ok;
  });
}

export async function runRevokeToken({ store, id }: RevokeRequest, context: Context): Promise<number> {
  return withServed({ store, whenMissing: 'refused' }, context, async ({ tokens }) => {
    const known = await tokens.find(id);
    if (!known) {
      throw new InspectorError('not-found', `there is no token ${id}`, {
        hint: 'see "runlens serve token list"',
      });
    }
    const isNew = await tokens.revoke(id);
    say(
      isNew ? `${id} (${known.name}) works no longer` : `${id} (${known.name}) was revoked before`,
      context,
    );
    return exitCodes.ok;
  });
}

/** The same store again; an address may hold a password, which is not repeated. */
function storeFlag(store: string | undefined): string {
  if (store === undefined) return '';
  return ` --store ${/^[a-z]+:\/\//i.test(store) ? '…' : quoteWord(store)}`;
}

type Wanted = { readonly store?: string; readonly whenMissing: 'made' | 'refused' };

async function withServed(
  { store, whenMissing }: Wanted,
  context: Context,
  use: (served: ServedStore) => Promise<number>,
): Promise<number> {
  const served = await openStoreToServe(store, context, whenMissing);
  try {
    return await use(served);
  } finally {
    await served.close();
  }
}

function tokensShape(context: Context): ListShape<Token> {
  const time = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
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
        textColumns(context.stdout, context.env),
      ),
  };
}
