import { stateTerms } from '../../model/failure/memory/state-words.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { compareSigns } from '../compare/compare-state.ts';
import { dialogKeyRows } from '../dialogs/define-dialog.ts';
import { ownReason } from '../own-commands/own-commands.ts';
import {
  type Command,
  type CommandRow,
  commandRows,
  commandsAt,
  inProgram,
  type KeyGroup,
  keyOf,
  keyPlace,
} from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';
import { createHelp, type HelpRow, type HelpRows, help } from './help.ts';
import { createPalette, palette } from './palette.ts';

export const dialogCommands: readonly Command[] = [
  {
    ...inProgram('help', '?', 'help', 'what to do here, and its keys'),
    hint: { rank: 90 },
    run: context => help.open(context, createHelp(helpRows(context.getState()))),
  },
  {
    ...inProgram('palette', ':', 'commands', 'find a command, view, workflow or run by name'),
    run: context => palette.open(context, createPalette()),
  },
];

/**
 * Lists the keys of this screen; the search finds all others, too. A key that does not work now is listed if
 * that depends on the run under the cursor.
 */
export function helpRows(state: State): HelpRows {
  const bound = commandsAt(keyPlace(state));
  const shown = bound.filter(({ isRare }) => !isRare).map(one => ({ ...one, reason: one.disabled?.(state) }));
  const listed = shown.filter(({ group, reason }) => reason === undefined || ofRun.includes(group));
  const others = commandRows().filter(row => !listed.some(one => isSameRow(one, row)));
  const found: readonly HelpRow[] = [
    { type: 'group', title: 'Rarely used, on other screens, or not now' },
    ...others.map(row => toRow(row, whereOf(row, bound, state))),
    { type: 'group', title: 'In menus, dialogs and the filter bar' },
    ...dialogKeyRows().map(row => ({ type: 'keys', ...row }) as const),
  ];
  return {
    listed: [
      ...byGroup(listed),
      ...(state.screen === 'groups' ? stateRows : []),
      ...(state.screen === 'compare' ? signRows : []),
      ...ownRows(state),
      ...searchRows(found),
    ],
    found,
  };
}

const ofRun: readonly KeyGroup[] = ['Understand', 'Act'];

function isSameRow(one: CommandRow, other: CommandRow): boolean {
  return one.id === other.id && one.help === other.help;
}

function searchRows(found: readonly HelpRow[]): readonly HelpRow[] {
  const count = found.filter(({ type }) => type === 'keys').length;
  const help = `search in the help: these keys and ${count} more, of other screens, of menus, or rarely used`;
  return [
    { type: 'group', title: 'All keys' },
    { type: 'keys', keys: ['/'], help },
    { type: 'keys', keys: [keyOf('palette')], help: 'the commands that work here, with those rarely used' },
  ];
}

const stateRows: readonly HelpRow[] = [
  { type: 'group', title: 'The states of groups' },
  ...Object.values(stateTerms).map(({ word, help }) => ({ type: 'keys', keys: [word], help }) as const),
];

const signRows: readonly HelpRow[] = [
  { type: 'group', title: 'The signs before rows' },
  ...compareSigns.map(({ sign, help }) => ({ type: 'keys', keys: [sign], help }) as const),
];

/** Commands without a key are in the palette alone. */
function ownRows(state: State): readonly HelpRow[] {
  const rows = state.ownCommands.flatMap(({ key, name }) =>
    key === undefined
      ? []
      : [{ type: 'keys', keys: [key], help: safeLine(name), where: ownReason(state) } as const],
  );
  return rows.length === 0 ? [] : [{ type: 'group', title: 'Your own' }, ...rows];
}

function byGroup(listed: readonly (CommandRow & { readonly reason?: string })[]): readonly HelpRow[] {
  return [...Map.groupBy(listed, ({ group }) => group)].flatMap(([title, group]) => [
    { type: 'group', title } as const,
    ...group.filter(({ reason }) => reason === undefined).map(row => toRow(row)),
    ...group.filter(({ reason }) => reason !== undefined).map(row => toRow(row, row.reason)),
  ]);
}

function toRow({ keys, help, label }: CommandRow, where?: string): HelpRow {
  return { type: 'keys', keys, help, label, where };
}

/** The screen where the key works, or why it does not on this one. */
function whereOf(row: CommandRow, bound: readonly Command[], state: State): string | undefined {
  const record = bound.find(one => isSameRow(one, row));
  return record ? record.disabled?.(state) : row.where[0];
}
