import { stateTerms } from '../../model/failure/memory/state-words.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { compareSigns } from '../compare/compare-layout.ts';
import { dialogKeyRows } from '../dialogs/define-dialog.ts';
import { ownReason } from '../own-commands/own-commands.ts';
import { type Command, keyPlace } from '../shell/command.ts';
import { type CommandRow, commandRows, commandsAt } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';
import { createHelp, type HelpRow, help } from './help.ts';
import { createPalette, palette } from './palette.ts';

const where = ['table', 'detail', 'groups', 'compare'] as const;

export const dialogCommands: readonly Command[] = [
  {
    id: 'help',
    keys: ['?'],
    where,
    group: 'Program',
    label: 'help',
    help: 'the keys that work here, and all others',
    hint: { rank: 90 },
    run: context => help.open(context, createHelp(helpRows(context.getState()))),
  },
  {
    id: 'palette',
    keys: [':'],
    where,
    group: 'Program',
    label: 'commands',
    help: 'find a command, view, workflow or run by name',
    run: context => palette.open(context, createPalette()),
  },
];

/** The keys that work here and now, by group; then those that work elsewhere, and those of overlays. */
export function helpRows(state: State): readonly HelpRow[] {
  const bound = commandsAt(keyPlace(state));
  const here = bound.filter(({ disabled }) => disabled?.(state) === undefined);
  const elsewhere = commandRows().filter(({ id }) => !here.some(one => one.id === id));
  return [
    ...byGroup(here),
    ...(state.screen === 'groups' ? stateRows : []),
    ...(state.screen === 'compare' ? signRows : []),
    ...ownRows(state),
    { type: 'group', title: 'Not here, or not now' },
    ...elsewhere.map(row => toRow(row, whereOf(row, bound, state))),
    { type: 'group', title: 'In menus, dialogs and the filter bar' },
    ...dialogKeyRows().map(row => ({ type: 'keys', ...row }) as const),
  ];
}

const stateRows: readonly HelpRow[] = [
  { type: 'group', title: 'The states of groups' },
  ...Object.values(stateTerms).map(({ word, help }) => ({ type: 'term', term: word, help }) as const),
];

const signRows: readonly HelpRow[] = [
  { type: 'group', title: 'The signs before rows' },
  ...compareSigns.map(({ sign, help }) => ({ type: 'term', term: sign, help }) as const),
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

function byGroup(here: readonly CommandRow[]): readonly HelpRow[] {
  return [...Map.groupBy(here, ({ group }) => group)].flatMap(([title, group]) => [
    { type: 'group', title } as const,
    ...group.map(row => toRow(row)),
  ]);
}

function toRow({ keys, help }: CommandRow, where?: string): HelpRow {
  return { type: 'keys', keys, help, where };
}

/** The screen where a key works, or why it does not on this one. */
function whereOf(
  { id, help, where }: CommandRow,
  bound: readonly Command[],
  state: State,
): string | undefined {
  const record = bound.find(one => one.id === id && one.help === help);
  return record ? record.disabled?.(state) : where[0];
}
