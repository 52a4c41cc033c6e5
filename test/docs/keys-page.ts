import '../../src/screen/commands.ts';
import '../../src/screen/dialog-list.ts';
import { dialogKeyRows } from '../../src/screen/dialogs/define-dialog.ts';
import { type Key, keyNames } from '../../src/screen/shell/keyboard.ts';
import { commandRows, type Place, places } from '../../src/screen/shell/keymap.ts';
import { table } from './markdown-table.ts';

/** Every key of the screen, from the records by which the screen obeys them. */
export function keysPage(): string {
  const groups = Map.groupBy(commandRows(), ({ group }) => group);
  return [
    '# Keys',
    'Made from the program by `npm run pages`. `?` on the screen says what to do there; `:` finds a command by its name. A key that does nothing where you are says where it does something. `^z` is Ctrl and z, `S-Tab` Shift and Tab.',
    ...[...groups].flatMap(([group, rows]) => [
      `## ${group}`,
      table(
        ['key', 'where', 'what'],
        rows.map(({ keys, where, help }) => [shown(keys), placesOf(where), help]),
      ),
    ]),
    '## In menus, dialogs and the filter bar',
    ...[...Map.groupBy(dialogKeyRows(), ({ where }) => where)].flatMap(([where, rows]) => [
      `**${where}**`,
      table(
        ['key', 'what'],
        rows.map(({ keys, help }) => [shown(keys), help]),
      ),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function shown(keys: readonly Key[]): string {
  return keyNames(keys)
    .map(key => `\`${key}\``)
    .join(' ');
}

/** Empty where a key works on every screen; the waterfall has the keys of the detail. */
function placesOf(where: readonly Place[]): string {
  const screens = places.filter(place => place !== 'waterfall');
  if (screens.every(place => where.includes(place))) return '';
  return where.filter(place => place !== 'waterfall' || !where.includes('detail')).join(', ');
}
