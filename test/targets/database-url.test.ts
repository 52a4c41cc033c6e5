import { describe, expect, it } from 'vitest';
import { databaseOf, schemaOf, withSchema } from '../../src/targets/database-url.ts';

describe('databaseOf', () => {
  it.each([
    'postgres://db.example.com/shop',
    'postgresql://ada:pw@DB.example.com:5432/shop?sslmode=require#jobs',
  ])('is the same for %s', url => {
    expect(databaseOf(url)).toBe('postgres://db.example.com:5432/shop');
  });

  it.each([
    'postgres://db.example.com/other',
    'postgres://db.example.com:5433/shop',
    'postgres://other.example.com/shop',
    'redis://db.example.com/shop',
  ])('differs for %s', url => {
    expect(databaseOf(url)).not.toBe('postgres://db.example.com:5432/shop');
  });
});

it('keeps any name of a schema in an address', () => {
  expect(schemaOf(withSchema('postgres://localhost/shop#old', 'a #b%2F'))).toBe('a #b%2F');
});
