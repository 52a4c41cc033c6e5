import type { Token, TokenStore } from '../../contract/served-store.ts';

type KnownToken = Token & { readonly hash: string };

export type TokenCache = {
  readonly find: (id: string) => Promise<KnownToken | undefined>;
  /** Once true, it remains true. */
  readonly hasAny: () => Promise<boolean>;
};

const freshMs = 1_000;
const mostTokens = 1_000;

/** Caches a token for one second, so that a revoked one stops working within that time. */
export function createTokenCache(
  tokens: TokenStore,
  now: () => number = () => performance.now(),
): TokenCache {
  const found = new Map<string, { readonly token: KnownToken; readonly at: number }>();
  let checked: { readonly hasAny: boolean; readonly at: number } | undefined;
  return {
    async find(id) {
      const cached = found.get(id);
      if (cached && now() - cached.at < freshMs) return cached.token;
      const at = now();
      const token = await tokens.find(id);
      found.delete(id);
      if (!token) return undefined;
      if (found.size >= mostTokens) found.clear();
      found.set(id, { token, at });
      return token;
    },
    async hasAny() {
      if (checked && (checked.hasAny || now() - checked.at < freshMs)) return checked.hasAny;
      const at = now();
      checked = { hasAny: (await tokens.list()).length > 0, at };
      return checked.hasAny;
    },
  };
}
