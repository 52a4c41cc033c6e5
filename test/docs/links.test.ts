import { existsSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';
import { pages, readPage, root, toAnchor } from './pages.ts';

const linked = [...pages, 'docs/next.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

type Link = { readonly page: string; readonly path: string; readonly anchor: string | undefined };

function withoutCode(page: string): string {
  return readPage(page)
    .replaceAll(/^ *```[\s\S]*?^ *```$/gmu, '')
    .replaceAll(/`[^`\n]*`/gu, words => words.replaceAll(/[[\]]/gu, ' '));
}

function linksOf(page: string): readonly Link[] {
  return [...withoutCode(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/gu)].map(
    ([, path = '', anchor]) => ({
      page,
      path: path === '' ? page : normalize(join(dirname(page), path)),
      anchor,
    }),
  );
}

function hasAnchor(path: string, anchor: string): boolean {
  const headings = [...readPage(path).matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) => toAnchor(heading));
  return headings.includes(anchor);
}

test('every link of every page leads to a file and a heading that are there', () => {
  const links = linked.flatMap(linksOf);
  expect(links.length).toBeGreaterThan(100);
  const dead = links.filter(
    ({ path, anchor }) => !existsSync(join(root, path)) || (anchor !== undefined && !hasAnchor(path, anchor)),
  );
  expect(dead).toEqual([]);
});

test('every page is reached from the index of the documentation', () => {
  const listed = new Set(linksOf('docs/README.md').map(({ path }) => path));
  expect(pages.filter(page => page !== 'docs/README.md' && !listed.has(page))).toEqual([]);
});

test('no page that ships links to a file that does not', () => {
  const shipped = (path: string) => path.endsWith('.md') || path.startsWith('docs/');
  const links = pages
    .flatMap(linksOf)
    .filter(({ path }) => !shipped(relative('', path)) && path !== 'LICENSE');
  expect(links).toEqual([]);
});
