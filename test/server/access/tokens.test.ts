import { describe, expect, it } from 'vitest';
import { createTokenCache } from '../../../src/server/access/tokens.ts';

function createCounted(exists: boolean) {
  const lookups: string[] = [];
  let clock = 0;
  const token = { id: 'a', name: 'ada', scopes: [], hash: '', createdAt: 0 };
  const tokens = {
    add: async () => {},
    list: async () => {
      lookups.push('list');
      return exists ? [token] : [];
    },
    find: async (id: string) => {
      lookups.push(id);
      return exists ? token : undefined;
    },
    revoke: async () => false,
  };
  const cache = createTokenCache(tokens, () => clock);
  return { cache, lookups, wait: (ms: number) => (clock += ms) };
}

describe('the tokens a server remembers', () => {
  it('are looked up again after a second', async () => {
    const { cache, lookups, wait } = createCounted(true);
    await cache.find('a');
    wait(999);
    await cache.find('a');
    expect(lookups).toEqual(['a']);
    wait(1);
    await cache.find('a');
    expect(lookups).toEqual(['a', 'a']);
  });

  it('are never those that do not exist: a new one works at once', async () => {
    const { cache, lookups } = createCounted(false);
    await cache.find('a');
    await cache.find('a');
    expect(lookups).toHaveLength(2);
  });

  it('once there is one, there is one for ever', async () => {
    const { cache, lookups, wait } = createCounted(true);
    expect(await cache.hasAny()).toBe(true);
    wait(1_000_000);
    expect(await cache.hasAny()).toBe(true);
    expect(lookups).toEqual(['list']);
  });
});
