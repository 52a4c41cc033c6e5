import { describe, expect, it } from 'vitest';
import { restateEngine } from '../../../src/engines/restate/restate-engine.ts';
import { parseLocation } from '../../../src/targets/parse-location.ts';

const where = { base: '/', home: '/' };

describe('an address', () => {
  it.each([
    ['restate:', 'http://127.0.0.1:9070'],
    ['restate:46639', 'http://127.0.0.1:46639'],
    ['restate:http://localhost:9070', 'http://localhost:9070'],
    ['restate:http://localhost:9070/', 'http://localhost:9070'],
    ['restate:https://restate.example.com/admin/', 'https://restate.example.com/admin'],
  ])('%s is of %s', (text, place) => {
    expect(parseLocation(text, '/', '/')).toMatchObject({ kind: 'engine', engine: restateEngine, place });
  });

  it.each(['//localhost:9070', 'localhost:9070', './folder'])('is not %j', text => {
    expect(() => restateEngine.locate(text, where)).toThrow(/admin API/);
  });

  it.each([
    ['//localhost:9070', 'write restate:http://localhost:9070'],
    ['99999', 'write restate:http://127.0.0.1:9070, or restate: alone for that'],
  ])('says how %j is written', (text, hint) => {
    expect(() => restateEngine.locate(text, where)).toThrow(expect.objectContaining({ hint }));
  });

  it('holds no secret, and shows none', () => {
    const locate = () => restateEngine.locate('http://ada:secret@localhost:9070', where);
    expect(locate).toThrow(/name or a password/);
    expect(locate).not.toThrow(/secret@/);
  });

  it('gives its target a name', () => {
    expect(restateEngine.nameOf('http://localhost:9070')).toBe('localhost:9070');
    expect(restateEngine.nameOf('http://127.0.0.1:46639')).toBe('restate:46639');
  });
});
