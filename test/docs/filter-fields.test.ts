import { expect, test } from 'vitest';
import { fieldNames } from '../../src/model/query/fields.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { readPage } from './pages.ts';

const page = readPage('docs/reference/filter.md');

test('the page of the filter language has every field', () => {
  const [, table = ''] = /## Fields\n\n([\s\S]*?)\n\n/u.exec(page) ?? [];
  expect(fieldNames.length).toBeGreaterThan(20);
  expect(fieldNames.filter(name => !table.includes(`\`${name}`))).toEqual([]);
});

test('every filter that the page shows is one', () => {
  const filters = [...page.matchAll(/`(-?[a-zA-Z."]+:[^`…]+)`/gu)].map(([, filter = '']) => filter);
  expect(filters.length).toBeGreaterThan(30);
  for (const filter of filters) {
    if (/^"|a\.\.b|[:<>=]$/u.test(filter)) continue;
    expect(() => parseQuery(filter), filter).not.toThrow();
  }
});
