import { expect, test } from 'vitest';
import { pages, readPage } from './pages.ts';

function countWords(page: string): number {
  return (readPage(page).match(/\S*[\p{L}\p{N}]\S*/gu) ?? []).length;
}

test('the README is read in five minutes', () => {
  expect(readPage('README.md').split('\n').length).toBeLessThanOrEqual(150);
  expect(countWords('README.md')).toBeLessThanOrEqual(1_200);
});

test('no page is longer than a reader has patience for, but those of the API and of the commands', () => {
  const long = ['docs/reference/api.md', 'docs/reference/commands.md'];
  expect(pages.filter(page => countWords(page) > 2_500 && !long.includes(page))).toEqual([]);
});

test('all pages together have 30,000 words at most', () => {
  const words = pages.map(countWords).reduce((a, b) => a + b);
  expect(words).toBeGreaterThan(10_000);
  expect(words).toBeLessThanOrEqual(30_000);
});
