import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/screen/commands.ts';
import { dialogs } from '../../src/screen/dialog-list.ts';
import { dialogKeyRows } from '../../src/screen/dialogs/define-dialog.ts';
import { typedText } from '../../src/screen/shell/keyboard.ts';

const everywhere = commands.filter(({ inDialogs }) => inDialogs).flatMap(({ keys }) => keys);

const overlays = dialogs.map(({ type, keys: { bindings, edits } }) => ({
  type,
  keys: bindings.flatMap(({ keys }) => keys),
  takesText: edits !== undefined,
}));

test('every dialog that is defined is listed, each with a type of its own', () => {
  const features = join(import.meta.dirname, '../../src/screen/**/*.ts');
  const texts = globSync(features).map(file => readFileSync(file, 'utf8'));
  const defined = texts.flatMap(text => text.match(/= define(?:Dialog|Menu|Question)</gu) ?? []);
  expect(defined.length).toBe(dialogs.length);
  expect(new Set(dialogs.map(({ type }) => type)).size).toBe(dialogs.length);
});

describe('the keys of overlays', () => {
  test.each(overlays)('no key is bound twice in $type', ({ keys }) => {
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test.each(overlays)('^c quits and ^z suspends in $type too', ({ keys }) => {
    expect(everywhere).toEqual(['ctrl+z', 'ctrl+c']);
    expect(keys.filter(key => everywhere.includes(key))).toEqual([]);
  });

  test.each(overlays)('Esc leaves $type', ({ keys }) => {
    expect(keys).toContain('escape');
  });

  test.each(overlays.filter(({ takesText }) => takesText))(
    'every character can be typed into $type',
    ({ keys }) => {
      expect(keys.filter(key => typedText(key) !== undefined)).toEqual([]);
    },
  );

  test('what several overlays share is listed once', () => {
    const shared = dialogKeyRows().filter(({ where }) => where === 'lines of text');
    expect(shared).toHaveLength(12);
  });
});
