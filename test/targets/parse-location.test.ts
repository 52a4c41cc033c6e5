import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../src/model/errors.ts';
import { looksLikeLocation } from '../../src/targets/location.ts';
import { parseLocation } from '../../src/targets/parse-location.ts';
import { createHome } from './temporary-home.ts';

describe('parseLocation', () => {
  it.each([
    './runs.db',
    'runs.db',
    'sqlite:runs.db',
    'sqlite:./runs.db',
    'sqlite://./runs.db',
    '~/project/runs.db',
  ])('opens %s', text => {
    const home = createHome({ 'project/runs.db': '' });
    expect(parseLocation(text, home.cwd, home.home)).toEqual({
      kind: 'sqlite',
      path: home.path('project/runs.db'),
    });
  });

  it('opens absolute paths, with and without the scheme', () => {
    const home = createHome({ 'x.db': '' });
    for (const text of [home.path('x.db'), `sqlite:${home.path('x.db')}`, `sqlite://${home.path('x.db')}`]) {
      expect(parseLocation(text, '/', '/')).toEqual({ kind: 'sqlite', path: home.path('x.db') });
    }
  });

  it('opens a folder by the store inside it', () => {
    const home = createHome({ 'project/.runlens/runs.db': '' });
    const expected = { kind: 'sqlite', path: home.path('project/.runlens/runs.db') };
    expect(parseLocation('.', home.cwd, home.home)).toEqual(expected);
    expect(parseLocation('.runlens', home.cwd, home.home)).toEqual(expected);
    expect(parseLocation('../project/', home.cwd, home.home)).toEqual(expected);
  });

  it('says that a folder holds no store', () => {
    const home = createHome();
    expect(() => parseLocation('.', home.cwd, home.home)).toThrow(
      /the folder \. holds no \.runlens\/runs\.db, .*\.workflow-data, .*traces\.jsonl/,
    );
  });

  it.each(['nope.jsonl', '.', 'airflow:x'])('names every kind of address where %s is none', text => {
    const home = createHome();
    const parse = () => parseLocation(text, home.cwd, home.home);
    const every = /https:.*postgres:.*workflow-sdk:.*otlp:.*restate:.*keystroke:/;
    expect(parse).toThrow(expect.objectContaining({ hint: expect.stringMatching(every) }));
  });

  it('takes a port behind the name of an engine for that engine', () => {
    expect(parseLocation('restate:46639', '/', '/')).toMatchObject({ place: 'http://127.0.0.1:46639' });
  });

  it.each(['localhost:4777', '192.0.2.1:4777', 'runs.example.com:443/base', '[::1]:4777'])(
    'asks for the scheme of %s',
    text => {
      const home = createHome();
      expect(looksLikeLocation(text)).toBe(true);
      expect(() => parseLocation(text, home.cwd, home.home)).toThrow(
        `cannot reach ${text}: the address has no scheme`,
      );
    },
  );

  it('says that nothing is there', () => {
    const home = createHome();
    expect(() => parseLocation('./gone.db', home.cwd, home.home)).toThrow('there is no store at ./gone.db');
    expect(() => parseLocation('sqlite:', home.cwd, home.home)).toThrow('names no file');
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
