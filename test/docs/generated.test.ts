import { expect, test } from 'vitest';
import { generatedPages } from './generated-pages.ts';
import { readPage } from './pages.ts';

const generated = await generatedPages();

test.each(Object.keys(generated))('%s says what the program does: "npm run pages" writes it', path => {
  expect(readPage(path)).toBe(generated[path]);
});
