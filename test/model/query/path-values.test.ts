import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPathValues, parsePathName, pathName } from '../../../src/model/query/payload-paths.ts';
import { arbitraryKey } from './vocabulary.ts';

function valuesOf(path: readonly string[], prefix: string, ...payloads: readonly unknown[]) {
  const values = createPathValues(path, prefix);
  for (const payload of payloads) values.add(payload);
  return values.values();
}

test('the name of a path says it exactly', () => {
  const paths = fc.record({
    root: fc.constantFrom('input' as const, 'output' as const),
    path: fc.array(arbitraryKey, { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(paths, path => {
      expect(parsePathName(pathName(path))).toEqual(path);
    }),
  );
  for (const text of ['input', 'input.', 'status', 'error.x', '-input.a', 'input.a b', '"input".a'])
    expect(parsePathName(text), text).toBeUndefined();
});

test('values are texts, numbers and items of lists, the most frequent first, without regard to case', () => {
  const payloads = [{ a: 'Beta' }, { a: 'alpha' }, { a: ['alpha', 'alpha', 12] }, { a: { b: 1 } }, { a: '' }];
  expect(valuesOf(['a'], '', ...payloads)).toEqual(['alpha', 'Beta', '12']);
  expect(valuesOf(['a'], 'AL', ...payloads)).toEqual(['alpha']);
  expect(valuesOf(['a'], '', { a: 'x'.repeat(201) }, undefined, null, 'text')).toEqual([]);
});

test('a value that is masked by its text, its key or its neighbors is never among them', () => {
  expect(valuesOf(['token'], '', { token: 'plain words' })).toEqual([]);
  expect(valuesOf(['note'], '', { note: 'password=hunter2' })).toEqual([]);
  expect(valuesOf(['args'], '', { args: ['--password', 'hunter2'] })).toEqual(['--password']);
});
