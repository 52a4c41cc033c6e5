import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { payloadPaths, suggestPaths } from '../../../src/model/query/payload-paths.ts';

describe('the paths of a payload', () => {
  it.each([
    [{ email: 'ada@example.com', plan: { name: 'pro' } }, ['email', 'plan.name']],
    [{ items: [{ sku: 'A-1' }, { sku: 'A-2' }], tags: ['a', 'b'] }, ['items.0.sku', 'tags']],
    [{ 'a.b': 1, 'with space': true, '': null }, ['"a.b"', '"with space"', '""']],
    [{ empty: {}, none: [] }, ['none']],
    ['text', []],
    [null, []],
    [undefined, []],
  ])('of %j are %j', (payload, paths) => {
    expect(payloadPaths(payload)).toEqual(paths);
  });

  it('are read back by the filter language, and are few of a large payload', () => {
    const large = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`key "${at}"`, at]));
    const paths = payloadPaths(large);
    expect(paths).toHaveLength(200);
    for (const path of paths) expect(parseQuery(`input.${path}:1`).clauses).toHaveLength(1);
  });

  it('end at a depth', () => {
    let deep: unknown = 'x';
    for (let at = 0; at < 100_000; at += 1) deep = { a: deep };
    expect(payloadPaths(deep)).toEqual([]);
  });
});

it('suggests the paths that start with a prefix, the most frequent first', () => {
  const payloads = [{ email: 1, plan: 1 }, { Emailed: 1, plan: 1 }, { emailed: 1, x: 1 }, undefined];
  expect(suggestPaths(payloads, '')[0]).toBe('plan');
  expect(suggestPaths(payloads, 'em')).toEqual(['email', 'Emailed', 'emailed']);
});
