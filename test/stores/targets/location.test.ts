import { describe, expect, it } from 'vitest';
import { looksLikeLocation, parseLocation } from '../../../src/stores/targets/location.ts';
import { createPlace } from './place.ts';

describe('parseLocation', () => {
  it.each([
    './runs.db',
    'runs.db',
    'sqlite:runs.db',
    'sqlite:./runs.db',
    'sqlite://./runs.db',
    '~/project/runs.db',
  ])('opens %s', text => {
    const place = createPlace({ 'project/runs.db': '' });
    expect(parseLocation(text, place.cwd, place.home)).toEqual({
      kind: 'sqlite',
      path: place.path('project/runs.db'),
    });
  });

  it('opens absolute paths, with and without the scheme', () => {
    const place = createPlace({ 'x.db': '' });
    for (const text of [
      place.path('x.db'),
      `sqlite:${place.path('x.db')}`,
      `sqlite://${place.path('x.db')}`,
    ]) {
      expect(parseLocation(text, '/', '/').path).toBe(place.path('x.db'));
    }
  });

  it('opens a folder by the store inside it', () => {
    const place = createPlace({ 'project/.runlens/runs.db': '' });
    const expected = { kind: 'sqlite', path: place.path('project/.runlens/runs.db') };
    expect(parseLocation('.', place.cwd, place.home)).toEqual(expected);
    expect(parseLocation('.runlens', place.cwd, place.home)).toEqual(expected);
    expect(parseLocation('../project/', place.cwd, place.home)).toEqual(expected);
  });

  it('says that a folder holds no store', () => {
    const place = createPlace();
    expect(() => parseLocation('.', place.cwd, place.home)).toThrow('the folder . holds no .runlens/runs.db');
  });

  it('says that nothing is there', () => {
    const place = createPlace();
    expect(() => parseLocation('./gone.db', place.cwd, place.home)).toThrow('there is no store at ./gone.db');
    expect(() => parseLocation('sqlite:', place.cwd, place.home)).toThrow('names no file');
  });

  it.each([
    ['https://runs.example.com/base?token=abc', 'https://runs.example.com'],
    ['http://ada:pw@localhost:3000', 'http://localhost:3000'],
    ['postgres://ada:pw@db/runs', 'postgres:…'],
  ])('refuses %s without repeating a secret', (text, shown) => {
    expect(() => parseLocation(text, '/', '/')).toThrow(
      expect.objectContaining({
        kind: 'unsupported',
        message: `${shown} cannot be opened: this version reads local stores`,
      }),
    );
  });
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
