import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What makes frames, and the places of the tests that use it: there, each frame is checked. */
const makers: readonly (readonly [string, readonly string[]])[] = [
  ['src/screen/app.tsx', ['screen/app-keys.test.tsx', 'screen/draw-app.tsx']],
  ['src/screen/render-app.tsx', ['screen/render-app.test.ts']],
  ['src/screen/early-frame.ts', ['screen/checked-drawing.ts', 'screen/whole-frame.ts']],
  ['src/screen/run/detail-lines.ts', ['screen/as-new/shown-text.ts', 'screen/checked-drawing.ts']],
  ['ink-testing-library', ['screen/checked-drawing.ts']],
];

const files = globSync('**/*.{ts,tsx}', { cwd: root }).map(file => [
  file,
  readFileSync(join(root, file), 'utf8'),
]);

test.each(makers)('the frames that tests make by %s are checked', (maker, users) => {
  const pattern = new RegExp(`from '(?:\\.\\./)*${maker.replaceAll('.', '\\.')}'`, 'u');
  const using = files.filter(([, text = '']) => pattern.test(text)).map(([file]) => file);
  expect(using.sort()).toEqual(users);
  for (const user of users) {
    const text = readFileSync(join(root, user), 'utf8');
    expect(/contradictions\/|checked-drawing\.ts/u.test(text), user).toBe(true);
  }
});
