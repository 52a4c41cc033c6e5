import { expect, test } from 'vitest';
import { createTokenStore } from '../../../../src/database/postgres/store/open-served-postgres.ts';
import { openDatabase } from '../served.ts';

test('keeps tokens, finds them by id, and revokes them once', async () => {
  const { url, pool } = await openDatabase();
  const tokens = createTokenStore(pool, url);
  expect(await tokens.list()).toEqual([]);
  await tokens.add({ id: 'a1', name: 'laptop \0', scopes: ['read', 'cancel'], hash: 'h1' });
  await tokens.add({ id: 'b2', name: 'recorder', scopes: ['write'], hash: 'h2' });
  expect(await tokens.list()).toEqual([
    { id: 'a1', name: 'laptop \0', scopes: ['read', 'cancel'], createdAt: expect.closeTo(Date.now(), -5) },
    { id: 'b2', name: 'recorder', scopes: ['write'], createdAt: expect.any(Number) },
  ]);
  expect(await tokens.find('a1')).toMatchObject({ id: 'a1', hash: 'h1' });
  expect(await tokens.find('nobody\0')).toBeUndefined();
  expect(await tokens.revoke('a1')).toBe(true);
  expect(await tokens.revoke('a1')).toBe(false);
  expect(await tokens.revoke('nobody')).toBe(false);
  expect(await tokens.find('a1')).toMatchObject({ revokedAt: expect.any(Number) });
  expect((await tokens.find('b2'))?.revokedAt).toBeUndefined();
});
