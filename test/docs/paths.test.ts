import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const named = /`([a-z][\w./-]*\/[\w./-]*|[\w-]+\.tsx?)`/gu;
const files = globSync('{src,test}/**/*.{ts,tsx}', { cwd: root, exclude: ['**/node_modules/**'] });

function isThere(path: string): boolean {
  const name = path.replace(/\/$/u, '');
  return (
    existsSync(join(root, 'src', name)) ||
    existsSync(join(root, name)) ||
    existsSync(join(root, 'src/screen', name)) ||
    files.some(file => file.endsWith(`/${name}`) || file.includes(`/${name}/`))
  );
}

test.each(['docs/about/architecture.md', 'docs/about/data-paths.md', 'CONTRIBUTING.md'])(
  'every file and folder that %s names is there',
  page => {
    const paths = [...readFileSync(join(root, page), 'utf8').matchAll(named)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter(path => !isThere(path))).toEqual([]);
  },
);

test('the page of the rooms fits on two screens of a hundred columns and fifty rows', () => {
  const lines = readFileSync(join(root, 'docs/about/architecture.md'), 'utf8').split('\n');
  expect(lines.length).toBeLessThanOrEqual(100);
});
