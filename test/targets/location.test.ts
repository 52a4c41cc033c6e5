import { describe, expect, it } from 'vitest';
import { mastraEngine } from '../../src/engines/mastra/mastra-engine.ts';
import { pgBossEngine } from '../../src/engines/pg-boss/pg-boss-engine.ts';
import {
  absoluteLocation,
  formatLocation,
  formatPath,
  type Location,
  locationKey,
  locationName,
  looksLikeLocation,
} from '../../src/targets/location.ts';

it('shows a file with the server behind it as a person would type both', () => {
  const place = '/shop/mastra.db#https://shop.example.com/api';
  const shown = formatLocation({ kind: 'engine', engine: mastraEngine, place }, '/shop', '/home');
  expect(shown).toBe('mastra:./mastra.db#https://shop.example.com/api');
});

describe('looksLikeLocation', () => {
  it.each(['./a', '../a', '/a', '~/a', '~', 'a/b', 'runs.db', 'runs.sqlite', 'sqlite:a', 'https://a', '.'])(
    'takes %s as a location',
    text => expect(looksLikeLocation(text)).toBe(true),
  );

  it.each(['prod', 'my-team', 'a.b'])('takes %s as a name', text =>
    expect(looksLikeLocation(text)).toBe(false),
  );
});

it.each([
  ['/shop/.runlens/runs.db', 'shop'],
  ['/shop/runs.db', 'shop'],
  ['/shop/.runlens/old.db', 'old'],
  ['/shop/old.sqlite', 'old'],
  ['/a,b/runs.db', 'a_b'],
  ['/runs.db', 'local'],
])('names %s %s', (path, name) => {
  expect(locationName({ kind: 'sqlite', path })).toBe(name);
});

it.each([
  ['/shop', '.'],
  ['/shop/a/b', './a/b'],
  ['/home/ada/b', '~/ada/b'],
  ['/shopping/a', '/shopping/a'],
])('shows the path %s as %s in /shop', (path, shown) => {
  expect(formatPath(path, '/shop', '/home')).toBe(shown);
});

describe('the address of a database', () => {
  const url = 'postgres://ada:s3cret@db.example.com:5432/shop?sslmode=require#jobs';
  const locations: readonly Location[] = [
    { kind: 'postgres', url },
    { kind: 'engine', engine: pgBossEngine, place: url },
  ];

  it.each(locations)('is shown without user, password and query: $kind', location => {
    const shown = 'postgres://db.example.com:5432/shop#jobs';
    const expected = location.kind === 'engine' ? `pg-boss:${shown}` : shown;
    expect(formatLocation(location, '/shop', '/home')).toBe(expected);
    expect(locationKey(location)).toBe(expected);
  });

  it.each(locations)('keeps its user, and not its password, where it is saved: $kind', location => {
    const saved = 'postgres://ada@db.example.com:5432/shop#jobs';
    expect(absoluteLocation(location)).toBe(location.kind === 'engine' ? `pg-boss:${saved}` : saved);
  });
});
