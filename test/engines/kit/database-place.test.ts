import { describe, expect, it } from 'vitest';
import { databaseEngine, schemaOfPlace } from '../../../src/engines/kit/database-place.ts';

const engine = databaseEngine({
  kind: 'mill',
  known: { table: 'job', columns: ['id'] },
  open: async () => Promise.reject(new Error('not opened here')),
});
const where = { base: '/project', home: '/home/ada' };

describe('the place of an engine in a database', () => {
  it.each([
    'postgres://user@host/database',
    'postgresql://user:secret@host:5433/database?sslmode=require#kiln_jobs',
    '  postgres://host  ',
  ])('is the address of the database: %s', address => {
    expect(engine.locate(address, where)).toBe(address.trim());
  });

  it.each(['', 'host/database', 'mysql://host/database', './runs.db', 'postgres://user:p#ss@host/database'])(
    'is nothing else, and what was written is not repeated: %j',
    text => {
      expect(() => engine.locate(text, where)).toThrow(
        expect.objectContaining({
          kind: 'usage',
          message: 'mill: is followed by the address of a database',
          hint: expect.stringContaining('mill:postgres://user@host/database'),
        }),
      );
    },
  );

  it.each([
    ['postgres://ada:secret@host/shop', 'shop'],
    ['postgres://ada:secret@host/shop#kiln_jobs', 'kiln_jobs'],
    ['postgres://host:5433', 'host:5433'],
    ['postgres://host/a%20shop#caf%C3%A9', 'café'],
    ['postgres://host/shop#100%', '100%'],
    ['postgres://host/100%', '100%'],
    ['postgres://host/a,b', 'a_b'],
  ])('gives the name of %s', (place, name) => expect(engine.nameOf(place)).toBe(name));

  it.each([
    ['postgres://host/shop', ''],
    ['postgres://host/shop#', ''],
    ['postgres://host/shop?sslmode=require#jobs', 'jobs'],
    ['postgres://host/shop#my%20jobs', 'my jobs'],
    ['postgres://host/shop#a#b', 'a#b'],
    ['postgres://host/shop#50%', '50%'],
  ])('names a schema after the #: %s', (place, schema) => expect(schemaOfPlace(place)).toBe(schema));

  it('may be on another machine, and holds a password', () => {
    expect(engine).toMatchObject({ isRemote: true, access: 'database' });
  });
});
