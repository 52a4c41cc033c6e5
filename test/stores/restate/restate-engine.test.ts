import { describe, expect, it } from 'vitest';
import { restateEngine } from '../../../src/stores/restate/restate-engine.ts';
import { parseLocation } from '../../../src/stores/targets/location.ts';

const where = { base: '/', home: '/' };

describe('an address', () => {
  it.each([
    ['restate:', 'http://127.0.0.1:9070'],
    ['restate:http://localhost:9070', 'http://localhost:9070'],
    ['restate:http://localhost:9070/', 'http://localhost:9070'],
    ['restate:https://restate.example.com/admin/', 'https://restate.example.com/admin'],
  ])('%s is of %s', (text, place) => {
    expect(parseLocation(text, '/', '/')).toMatchObject({ kind: 'engine', engine: restateEngine, place });
  });

  it.each(['//localhost:9070', 'localhost:9070', './folder'])('is not %j', text => {
    expect(() => restateEngine.locate(text, where)).toThrow(/admin API/);
  });

  it('holds no secret, and shows none', () => {
    const locate = () => restateEngine.locate('http://ada:secret@localhost:9070', where);
    expect(locate).toThrow(/name or a password/);
    expect(locate).not.toThrow(/secret@/);
  });

  it('is a name for its target', () => {
    expect(restateEngine.nameOf('http://localhost:9070')).toBe('localhost:9070');
  });
});
