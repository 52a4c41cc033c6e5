import type {
  HttpTarget,
  MergedTarget,
  PostgresTarget,
  ResolvedTarget,
  SqliteTarget,
} from '../targets/target.ts';

type Sent<Target> = Omit<Target, 'found' | 'warnings' | 'readToken' | 'tokenAdvice' | 'members'>;

type SentHttp = Sent<HttpTarget> & { readonly token?: string; readonly advice: string };

type SentSingle = Sent<SqliteTarget> | Sent<PostgresTarget> | SentHttp;

/**
 * A target for another thread, which opens a store of its own. Never show it: it holds the token and the
 * password.
 */
export type SentTarget = SentSingle | (Sent<MergedTarget> & { readonly members: readonly SentSingle[] });

/**
 * `undefined` for engines: opening one again would read its files a second time, or start its programs once
 * more.
 */
export async function toSentTarget(target: ResolvedTarget): Promise<SentTarget | undefined> {
  if (target.kind !== 'merged') return toSentSingle(target);
  const { kind, info } = target;
  const members = await Promise.all(target.members.map(toSentSingle));
  const sent = members.filter(member => member !== undefined);
  return sent.length === members.length ? { kind, info, members: sent } : undefined;
}

async function toSentSingle(target: Exclude<ResolvedTarget, MergedTarget>): Promise<SentSingle | undefined> {
  const { info } = target;
  switch (target.kind) {
    case 'sqlite':
      return { kind: target.kind, info, path: target.path };
    case 'postgres':
      return { kind: target.kind, info, url: target.url, isForeign: target.isForeign };
    case 'http': {
      const { kind, url, isInsecure } = target;
      const [token, advice] = await Promise.all([target.readToken(), target.tokenAdvice()]);
      return { kind, info, url, isInsecure, token, advice };
    }
    case 'engine':
      return undefined;
  }
}

/** The target as `openStore` takes it. */
export function fromSentTarget(sent: SentTarget): ResolvedTarget {
  return sent.kind === 'merged'
    ? { ...sent, warnings: [], members: sent.members.map(fromSentSingle) }
    : fromSentSingle(sent);
}

function fromSentSingle(sent: SentSingle): SqliteTarget | PostgresTarget | HttpTarget {
  if (sent.kind !== 'http') return { ...sent, warnings: [] };
  const { token, advice, ...target } = sent;
  return { ...target, warnings: [], readToken: async () => token, tokenAdvice: async () => advice };
}
