import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServedStore } from '../../../../src/contract/served-store.ts';
import { openServedAt } from '../served-store.ts';
import { query, type TempFolder, tempFolder } from '../temp-store.ts';

let folder: TempFolder;
let path: string;
let served: ServedStore;
beforeEach(async () => {
  folder = tempFolder();
  path = folder.file('runs.db');
  served = await openServedAt(path);
});
afterEach(async () => {
  await served.close();
  folder.remove();
});

const ada = { id: 'zz', name: 'Ada', scopes: ['read', 'write'], hash: 'a'.repeat(64) } as const;
const ci = { id: 'aa', name: 'CI', scopes: ['cancel'], hash: 'b'.repeat(64) } as const;

describe('tokens in a file', () => {
  it('are found by id, with the hash of their secret', async () => {
    await served.tokens.add(ada);
    expect(await served.tokens.find('zz')).toEqual({ ...ada, createdAt: expect.any(Number) });
    expect(await served.tokens.find('nothing')).toBeUndefined();
  });

  it('are listed oldest first, without the hash', async () => {
    await served.tokens.add(ada);
    await served.tokens.add(ci);
    const listed = await served.tokens.list();
    expect(listed.map(token => token.name)).toEqual(['Ada', 'CI']);
    expect(JSON.stringify(listed)).not.toContain(ada.hash);
  });

  it('are revoked once, and stay on the list', async () => {
    await served.tokens.add(ada);
    expect(await served.tokens.revoke('zz')).toBe(true);
    expect(await served.tokens.revoke('zz')).toBe(false);
    expect(await served.tokens.revoke('nothing')).toBe(false);
    expect(await served.tokens.list()).toMatchObject([{ id: 'zz', revokedAt: expect.any(Number) }]);
    expect((await served.tokens.find('zz'))?.revokedAt).toBeGreaterThan(0);
  });

  it('are known to every server of the file, also after it was reopened', async () => {
    const other = await openServedAt(path);
    await served.tokens.add(ada);
    expect(await other.tokens.find('zz')).toMatchObject(ada);
    await other.close();
    await served.close();
    served = await openServedAt(path);
    expect(await served.tokens.list()).toMatchObject([{ id: 'zz' }]);
  });

  it('rejects a second token of the same id', async () => {
    await served.tokens.add(ada);
    await expect(served.tokens.add({ ...ci, id: 'zz' })).rejects.toThrow();
    expect(query(path, 'SELECT name FROM tokens')).toEqual([{ name: 'Ada' }]);
  });
});
