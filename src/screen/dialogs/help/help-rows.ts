import { stateTerms } from '../../../model/failure/memory/state-words.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { compareSigns } from '../../compare/compare-signs.ts';
import { disabledReason } from '../../keys/disabled-reason.ts';
import { keyPlace } from '../../keys/key-place.ts';
import { overlayKeyRows } from '../../keys/overlay-keymap.ts';
import { ownReason } from '../../own-commands/own-commands.ts';
import { type Binding, bindings, bindingsAt } from '../../shell/keymap.ts';
import type { State } from '../../shell/state.ts';
import type { HelpRow } from './help.ts';

/** The keys that work here and now, by group; then those that work elsewhere, and those of overlays. */
export function helpRows(state: State): readonly HelpRow[] {
  const bound = bindingsAt(keyPlace(state));
  const here = bound.filter(({ command }) => disabledReason(command, state) === undefined);
  const elsewhere = bindings.filter(({ command }) => !here.some(one => one.command === command));
  return [
    ...byGroup(here),
    ...(state.screen === 'groups' ? stateRows : []),
    ...(state.screen === 'compare' ? signRows : []),
    ...ownRows(state),
    { type: 'group', title: 'Not here, or not now' },
    ...elsewhere.map(binding => toRow(binding, whereOf(binding, bound, state))),
    { type: 'group', title: 'In menus, dialogs and the filter bar' },
    ...overlayKeyRows.map(row => ({ type: 'keys', ...row }) as const),
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

function byGroup(here: readonly Binding[]): readonly HelpRow[] {
  return [...Map.groupBy(here, ({ group }) => group)].flatMap(([title, group]) => [
    { type: 'group', title } as const,
    ...group.map(binding => toRow(binding)),
  ]);
}

function toRow({ keys, help }: Binding, where?: string): HelpRow {
  return { type: 'keys', keys, help, where };
}

/** The screen where a key works, or why it does not on this one. */
function whereOf(binding: Binding, bound: readonly Binding[], state: State): string | undefined {
  return bound.includes(binding) ? disabledReason(binding.command, state) : binding.screens[0];
}
