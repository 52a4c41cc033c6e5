import { createHash, randomBytes } from 'node:crypto';
import { limitConcurrency } from '../../async/limit-concurrency.ts';
import type { Token, TokenStore } from '../../contract/served-store.ts';

type KnownToken = Token & { readonly hash: string };

export type KnownTokens = Pick<TokenStore, 'find' | 'list'>;

export const freshMs = 1_000;
const mostTokens = 1_000;
/** A limit, so that requests with invented tokens do not delay the lookups of known ones. */
const mostUnknownLookups = 4;

/** Caches a token for one second, so that a revoked one stops working within that time. */
export function createTokenCache(tokens: KnownTokens, now: () => number = () => performance.now()) {
  const byId = new Map<string, { readonly token: KnownToken; readonly at: number }>();
  const inTurn = limitConcurrency(mostUnknownLookups);
  const lookups = new Map<string, Promise<KnownToken | undefined>>();
  let checked: { readonly hasAny: boolean; readonly at: number } | undefined;

  async function lookUp(id: string): Promise<KnownToken | undefined> {
    const at = now();
    const token = await tokens.find(id);
    byId.delete(id);
    if (!token) return undefined;
    if (byId.size >= mostTokens) byId.clear();
    byId.set(id, { token, at });
    return token;
  }

  return {
    async find(id: string): Promise<KnownToken | undefined> {
      const cached = byId.get(id);
      if (cached && now() - cached.at < freshMs) return cached.token;
      if (!cached) return inTurn(() => lookUp(id));
      const running = lookups.get(id) ?? lookUp(id).finally(() => lookups.delete(id));
      lookups.set(id, running);
      return running;
    },
    async hasAny() {
      if (checked && (checked.hasAny || now() - checked.at < freshMs)) return checked.hasAny;
      const at = now();
      checked = { hasAny: (await tokens.list()).length > 0, at };
      return checked.hasAny;
    },
  };
}

const pattern = /^rl_([0-9a-f]{12})_([0-9a-f]{48})$/;

/** The text is shown once; a store keeps the id and the secret's hash. */
export function createToken(): { readonly id: string; readonly text: string; readonly hash: string } {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(24).toString('hex');
  return { id, text: `rl_${id}_${secret}`, hash: hashSecret(secret).toString('hex') };
}

export function parseToken(text: string): { readonly id: string; readonly secret: string } | undefined {
  const [, id, secret] = pattern.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** SHA-256: the secret has 192 random bits, so nothing slower is needed. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
