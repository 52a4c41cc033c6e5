import { afterEach, describe, expect, it, vi } from 'vitest';

const work = vi.hoisted((): { steps: string[] } => ({ steps: [] }));

vi.mock('node:crypto', async importOriginal => {
  const crypto = await importOriginal<typeof import('node:crypto')>();
  return {
    ...crypto,
    createHash: (algorithm: string) => {
      work.steps.push(algorithm);
      return crypto.createHash(algorithm);
    },
    timingSafeEqual: (a: Uint8Array, b: Uint8Array) => {
      work.steps.push(`compare ${a.length} ${b.length}`);
      return crypto.timingSafeEqual(a, b);
    },
  };
});

const { createAuthenticator } = await import('../../../src/server/access/authenticate.ts');
const { createToken, parseToken } = await import('../../../src/server/access/tokens.ts');

afterEach(() => {
  work.steps = [];
});

async function workFor(
  text: string,
  stored: { readonly id: string; readonly hash: string; revokedAt?: number },
) {
  const token = { name: 'ada', scopes: ['read'] as const, createdAt: 1, ...stored };
  const authenticator = createAuthenticator(
    {
      list: async () => [token],
      find: async id => (id === stored.id ? token : undefined),
    },
    'tokens',
  );
  work.steps = [];
  const outcome = await authenticator.authenticate(new Headers({ 'x-api-key': text })).then(
    () => 'in',
    (error: Error) => error.message,
  );
  return { outcome, steps: work.steps };
}

describe('what it takes to refuse a token', () => {
  it('is the same for an id that does not exist, a wrong secret, a revoked token and a damaged hash', async () => {
    const known = createToken();
    const other = createToken();
    const right = await workFor(known.text, known);
    const wrongSecret = `rl_${known.id}_${parseToken(other.text)?.secret}`;
    const refused = [
      await workFor(other.text, known),
      await workFor(wrongSecret, known),
      await workFor(known.text, { ...known, revokedAt: 2 }),
      await workFor(known.text, { ...known, hash: 'damaged' }),
    ];
    expect(right).toEqual({ outcome: 'in', steps: ['sha256', 'compare 32 32'] });
    for (const { outcome, steps } of refused) {
      expect(steps).toEqual(right.steps);
      expect(outcome).toBe('the token is unknown or was revoked');
    }
  });

  it('lets nobody in whose secret hashes to nothing that is stored', async () => {
    const unknown = createToken();
    const { outcome } = await workFor(unknown.text, { id: unknown.id, hash: '' });
    expect(outcome).not.toBe('in');
  });
});
