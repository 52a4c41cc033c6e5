import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mastraEngine, splitPlace } from '../../../src/engines/mastra/mastra-engine.ts';
import { createTables, toSnapshot, writeSnapshot } from './made-snapshots.ts';

const { detect, recognize, locate, nameOf } = mastraEngine;
let folder: string;
let shop: string;
let open: Database.Database;
const at = (...names: string[]) => join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mastra-engine-'));
  shop = at('shop');
  for (const name of ['shop', 'dev/.mastra', 'plain', 'pipe']) mkdirSync(at(name), { recursive: true });
  for (const path of [at('dev', '.mastra', 'mastra.db'), at('shop', 'app.db')]) {
    const db = new Database(path);
    createTables(db);
    db.close();
  }
  // As an application leaves it that goes on: the table is only in the `-wal`.
  open = new Database(at('shop', 'mastra.db'));
  open.pragma('wal_autocheckpoint = 0');
  createTables(open);
  writeSnapshot(open, toSnapshot({ name: 'flow', id: 'one', at: 1_796_000_000_000 }));
  new Database(at('plain', 'other.db')).exec('CREATE TABLE orders (id)').close();
  writeFileSync(at('plain', 'words.db'), 'mastra_workflow_snapshot');
});

afterAll(() => {
  open?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a project', () => {
  it('is found by a file with the tables of Mastra, whatever its name is, and not by another one', () => {
    expect(detect?.(shop, {})).toEqual({ place: at('shop', 'mastra.db') });
    expect(detect?.(at('dev'), {})).toEqual({ place: at('dev', '.mastra', 'mastra.db') });
    expect(detect?.(at('plain'), {})).toBeUndefined();
    expect(detect?.(at('nowhere'), {})).toBeUndefined();
  });

  it('has its usual file found behind many others', () => {
    const many = at('many');
    mkdirSync(many);
    for (let n = 10; n < 40; n += 1) writeFileSync(join(many, `cache-${n}.db`), '');
    copyFileSync(at('shop', 'app.db'), join(many, 'mastra.db'));
    expect(detect?.(many, {})).toEqual({ place: join(many, 'mastra.db') });
  });

  it('is recognized by its folder and by its file', () => {
    const paths = [shop, at('shop', 'app.db'), at('plain', 'other.db'), at('plain', 'words.db'), at('plain')];
    expect(paths.map(path => recognize?.(path))).toEqual([
      ...[at('shop', 'mastra.db'), at('shop', 'app.db')],
      ...[undefined, undefined, undefined],
    ]);
  });

  it('gives its target its name', () => {
    const places = [at('shop', 'mastra.db'), at('dev', '.mastra', 'mastra.db'), at('shop', 'app.db')];
    expect(places.map(nameOf)).toEqual(['shop', 'dev', 'app']);
    expect(nameOf(`${at('shop', 'mastra.db')}#http://localhost:4111`)).toBe('shop');
  });
});

describe('an address', () => {
  it('names a file or a folder, and behind it the server', () => {
    const where = { base: shop, home: folder };
    const file = at('shop', 'mastra.db');
    expect(locate('', where)).toBe(file);
    expect(locate('app.db', where)).toBe(at('shop', 'app.db'));
    expect(locate('~/shop#https://shop.example.com/api', where)).toBe(`${file}#https://shop.example.com/api`);
    expect(splitPlace(`${file}#http://localhost:4111`)).toEqual({ path: file, url: 'http://localhost:4111' });
    expect(splitPlace('/shop/a#1.db')).toEqual({ path: '/shop/a#1.db' });
    expect(() => locate('../plain', where)).toThrow(/no database of Mastra is in ..\/plain/);
  });

  it('shows no password of the server', () => {
    const locateServer = () =>
      locate('app.db#http://ada:s3cret@localhost:4111', { base: shop, home: folder });
    expect(locateServer).toThrow('the address of http://localhost:4111 contains a name or a password');
  });

  it('takes the server of the environment, if that is on this machine', async () => {
    const options = {
      target: { name: 'shop', kind: 'mastra', location: 'shop', reason: 'argument' },
      place: at('shop', 'mastra.db'),
      writtenBy: 'user' as const,
      ...{ isForeign: false, secretVariables: [] },
      ...{ projectFolder: () => shop, readToken: async () => undefined },
    };
    const before = process.env.MASTRA_URL;
    try {
      process.env.MASTRA_URL = 'https://shop.example.com';
      const elsewhere = await mastraEngine.open(options);
      await expect(elsewhere.startRun({ workflow: 'flow' })).rejects.toThrow(/server is not named/);
      await elsewhere.close();
      process.env.MASTRA_URL = 'http://127.0.0.1:9';
      const store = await mastraEngine.open(options);
      expect((await store.getRun('flow:one'))?.status).toBe('success');
      const started = store.startRun({ workflow: 'flow' });
      await expect(started).rejects.toThrow(/127\.0\.0\.1:9/);
      await store.close();
      process.env.MASTRA_URL = 'http://ada:s3cret@127.0.0.1:9';
      await expect(mastraEngine.open(options)).rejects.toMatchObject({
        kind: 'usage',
        message: 'the address of http://127.0.0.1:9 contains a name or a password',
      });
    } finally {
      if (before === undefined) delete process.env.MASTRA_URL;
      else process.env.MASTRA_URL = before;
    }
  });
});
