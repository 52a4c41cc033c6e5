import { expect, test } from 'vitest';
import { emptyQuery } from '../../../src/model/query/query.ts';

import { rowsOnPage, type SharedCauses, sharedRoom } from '../../../src/screen/why/shared-causes.ts';

const size = { columns: 100, rows: 24 };

function shared(texts: readonly string[], index: number): SharedCauses {
  const found = { text: '', rows: texts.map(text => ({ text, tone: 'aside' }) as const) };
  return { type: 'shared-causes', query: emptyQuery, of: '', found, index };
}

test('a page is as many rows as fit, from the first to the last one', () => {
  const { height } = sharedRoom(size);
  const texts = Array.from({ length: 2 * height }, (_, at) => `row ${at}`);
  expect(rowsOnPage(shared(texts, 0), size)).toBe(height);
  expect(rowsOnPage(shared(texts, texts.length - 1), size)).toBe(height);
  expect(rowsOnPage(shared(texts.slice(0, 3), 2), size)).toBe(3);
});

test('a page has fewer rows where these are wrapped', () => {
  const { width, height } = sharedRoom(size);
  const texts = Array.from({ length: height }, () => 'word '.repeat(Math.ceil(width / 4)));
  expect(rowsOnPage(shared(texts, 0), size)).toBe(Math.floor(height / 2));
});
