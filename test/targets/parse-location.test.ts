import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../src/model/errors.ts';
import { looksLikeLocation } from '../../src/targets/location.ts';
import { parseLocation } from '../../src/targets/parse-location.ts';
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
      expect(parseLocation(text, '/', '/')).toEqual({ kind: 'sqlite', path: place.path('x.db') });
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
    expect(() => parseLocation('.', place.cwd, place.home)).toThrow(
      /the folder \. holds no \.runlens\/runs\.db, .*\.workflow-data, .*traces\.jsonl/,
    );
  });

  it.each(['nope.jsonl', '.', 'temporal:x'])('names every kind of address where %s is none', text => {
    const place = createPlace();
    const parse = () => parseLocation(text, place.cwd, place.home);
    const every = /https:.*postgres:.*workflow-sdk:.*otlp:.*restate:.*keystroke:/;
    expect(parse).toThrow(expect.objectContaining({ hint: expect.stringMatching(every) }));
  });

  it('takes a port behind the name of an engine for that engine', () => {
    expect(parseLocation('restate:46639', '/', '/')).toMatchObject({ place: 'http://127.0.0.1:46639' });
  });

  it.each(['localhost:4777', '192.0.2.1:4777', 'runs.example.com:443/base', '[::1]:4777'])(
    'asks for the scheme of %s',
    text => {
      const place = createPlace();
      expect(looksLikeLocation(text)).toBe(true);
      expect(() => parseLocation(text, place.cwd, place.home)).toThrow(
        `cannot reach ${text}: the address has no scheme`,
      );
    },
  );

  it('says that nothing is there', () => {
    const place = createPlace();
    expect(() => parseLocation('./gone.db', place.cwd, place.home)).toThrow('there is no store at ./gone.db');
    expect(() => parseLocation('sqlite:', place.cwd, place.home)).toThrow('names no file');
  });

  it.each([
    ['https://runs.example.com', { kind: 'http', url: 'https://runs.example.com' }],
    ['HTTP://Localhost:3000/base//', { kind: 'http', url: 'http://localhost:3000/base' }],
    ['postgres://ada:pw@db:5432/runs', { kind: 'postgres', url: 'postgres://ada:pw@db:5432/runs' }],
    ['postgresql:///runs?host=/tmp', { kind: 'postgres', url: 'postgresql:///runs?host=/tmp' }],
  ])('opens %s', (text, location) => expect(parseLocation(text, '/', '/')).toEqual(location));

  it.each([
    ['https://runs.example.com/base?token=abc', 'https://runs.example.com/base'],
    ['http://ada:abc@localhost:3000', 'http://localhost:3000'],
    ['https://runs.example.com/#abc', 'https://runs.example.com'],
    ['https://ada:abc@', 'not the address of a server'],
    ['postgres://ada:abc @db x', 'not the address of a database'],
    ['mysql://ada:abc@db/runs', 'mysql:… cannot be opened'],
  ])('refuses %s without repeating a secret', (text, shown) => {
    const error = (() => {
      try {
        return parseLocation(text, '/', '/');
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(InspectorError);
    expect(String(error)).toContain(shown);
    expect(JSON.stringify(error) + String(error)).not.toContain('abc');
  });
});
