import { describe, expect, test } from 'vitest';
import { compareCommands } from '../../../src/screen/compare/compare-commands.ts';
import { groupCommands } from '../../../src/screen/groups/group-commands.ts';
import { detailCommands } from '../../../src/screen/run/run-commands.ts';
import { keyName } from '../../../src/screen/shell/key.ts';
import { bindings, bindingsAt, findBinding, type ScreenName } from '../../../src/screen/shell/keymap.ts';
import { commandsOfBoth } from '../../../src/screen/shell/perform-command.ts';
import { listCommands } from '../../../src/screen/table/table-commands.ts';

const screens: readonly ScreenName[] = ['table', 'detail', 'groups', 'compare', 'waterfall'];

/** These never move. */
const reserved = [
  'j',
  'k',
  'up',
  'down',
  'g',
  'G',
  'ctrl+d',
  'ctrl+u',
  'pageup',
  'pagedown',
  'enter',
  'escape',
  'tab',
  '1',
  '2',
  '3',
  '[',
  ']',
  '/',
  'n',
  'N',
  'e',
  'E',
  'space',
  'z',
  '+',
  '-',
  'v',
  's',
  'c',
  'K',
  'T',
  'f',
  'w',
  'r',
  'x',
  'X',
  'a',
  'y',
  'Y',
  'u',
  't',
  'p',
  'R',
  'o',
  'O',
  '?',
  ':',
  'q',
  '=',
  'F',
  'd',
  'a',
  'A',
];

/** Keys that only give a reason: the table has no search of its own. */
const reasonOnly = ['table next-match', 'table previous-match'];

describe('the key map', () => {
  test.each(screens)('binds no key twice on the %s', screen => {
    const keys = bindingsAt(screen).flatMap(binding => binding.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test.each(screens)('has something to do for every key of the %s', screen => {
    const commands = {
      table: listCommands,
      groups: groupCommands,
      detail: detailCommands,
      compare: compareCommands,
    };
    const own = commands[screen === 'waterfall' ? 'detail' : screen];
    const idle = bindingsAt(screen)
      .filter(({ command }) => !own[command] && !commandsOfBoth[command])
      .map(({ command }) => `${screen} ${command}`);
    expect(idle.filter(name => !reasonOnly.includes(name))).toEqual([]);
  });

  test('binds every reserved key on some screen', () => {
    const missing = reserved.filter(key => !screens.some(screen => findBinding(screen, key)));
    expect(missing).toEqual([]);
  });

  test('means filter in the table and search in the detail by /', () => {
    expect(findBinding('table', '/')?.command).toBe('filter');
    expect(findBinding('detail', '/')?.command).toBe('search');
  });

  test('means mark in the table and fold in the detail by space', () => {
    expect(findBinding('table', 'space')?.command).toBe('mark');
    expect(findBinding('detail', 'space')?.command).toBe('fold');
  });

  test('means zoom in the waterfall and exclude elsewhere by -', () => {
    const screens = ['table', 'detail', 'waterfall'] as const;
    expect(screens.map(screen => findBinding(screen, '-')?.command)).toEqual([
      'exclude-value',
      'exclude-value',
      'zoom-out',
    ]);
  });

  test('explains each key in words that fit into the help in 80 columns', () => {
    expect(bindings.map(({ help }) => help).filter(help => help.length > 56)).toEqual([]);
  });

  test('says keys as people read them', () => {
    expect(['enter', 'ctrl+d', 'pagedown', 'j'].map(keyName)).toEqual(['↵', '^d', 'PgDn', 'j']);
  });
});
