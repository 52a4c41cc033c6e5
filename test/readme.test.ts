import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import '../src/screen/dialog-list.ts';
import { dialogKeyRows } from '../src/screen/dialogs/define-dialog.ts';
import '../src/screen/commands.ts';
import { keyNames } from '../src/screen/shell/keyboard.ts';
import { commandRows } from '../src/screen/shell/keymap.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the README', () => {
  test.each(commandRows())('tells the keys of $id as the key map has them', ({ keys, help }) => {
    const shown = keyNames(keys)
      .map(key => `\`${key}\``)
      .join(' ');
    const row = readme.split('\n').find(line => line.startsWith(`| ${shown} |`) && line.includes(help));
    expect(row).toBeDefined();
  });

  test.each(dialogKeyRows())('lists the keys of overlays as they are bound: $where, $help', row => {
    const shown = keyNames(row.keys).map(key => `\`${key}\``);
    expect(readme).toContain(`| ${shown.join(' ')} | ${row.where} | ${row.help} |\n`);
  });

  test('links only to what is there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/gu)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter(path => !existsSync(join(root, path)))).toEqual([]);
  });
});
