import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudflareEngine } from '../../../src/engines/cloudflare/cloudflare-engine.ts';

const { detect, recognize, locate, nameOf } = cloudflareEngine;
let folder: string;
let shop: string;
let state: string;
let elsewhere: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudflare-'));
  shop = join(folder, 'shop');
  state = join(shop, '.wrangler', 'state', 'v3');
  elsewhere = join(folder, 'kept', 'v3');
  for (const place of [state, elsewhere])
    mkdirSync(join(place, 'workflows', 'miniflare-workflows-orders'), { recursive: true });
  mkdirSync(join(folder, 'plain', '.wrangler', 'state', 'v3', 'kv'), { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a project', () => {
  it('is found by what wrangler dev keeps of its workflows, and not where it has none', () => {
    expect(detect?.(shop, {})).toEqual({ place: state });
    expect(detect?.(join(folder, 'plain'), {})).toBeUndefined();
    expect(detect?.(folder, {})).toBeUndefined();
  });

  it('is recognized by its folder, by that of the files, and by one that --persist-to named', () => {
    const paths = [shop, join(shop, '.wrangler'), state, join(folder, 'kept'), elsewhere, folder];
    expect(paths.map(path => recognize?.(path))).toEqual([
      ...[state, state, state, elsewhere, elsewhere],
      undefined,
    ]);
  });

  it('gives its target its name', () => {
    expect([state, `${state}:8790`, elsewhere].map(nameOf)).toEqual(['shop', 'shop', 'kept']);
  });
});

describe('an address', () => {
  it.each([
    ['', 'shop'],
    ['.', 'shop'],
    ['../shop', 'shop'],
    ['~/shop', 'shop'],
  ])('%j names the project', text => {
    expect(locate(text, { base: shop, home: folder })).toBe(state);
  });

  it('may name the port of the server', () => {
    expect(locate('.:8790', { base: shop, home: folder })).toBe(`${state}:8790`);
    expect(locate(':8790', { base: shop, home: folder })).toBe(`${state}:8790`);
  });

  it('of a folder without workflows says what to name', () => {
    expect(() => locate('plain', { base: folder, home: folder })).toThrow(
      expect.objectContaining({ message: 'there are no workflows of wrangler dev at plain' }),
    );
  });
});
