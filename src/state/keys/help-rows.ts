import type { HelpRow } from '../overlays/help/help.ts';
import type { State } from '../session/state.ts';
import { disabledReason } from './disabled-reason.ts';
import { type Binding, bindings } from './keymap.ts';
import { overlayKeyRows } from './overlay-keymap.ts';

/** The keys that work here and now, by group; then those that work elsewhere, and those of overlays. */
export function helpRows(state: State): readonly HelpRow[] {
  const { screen } = state;
  const here = bindings.filter(
    ({ command, screens }) => screens.includes(screen) && disabledReason(command, state) === undefined,
  );
  const elsewhere = bindings.filter(({ command }) => !here.some(one => one.command === command));
  return [
    ...byGroup(here),
    { type: 'group', title: 'Not here, or not now' },
    ...elsewhere.map(binding => toRow(binding, whereOf(binding, state))),
    { type: 'group', title: 'In menus, dialogs and the filter bar' },
    ...overlayKeyRows.map(row => ({ type: 'keys', ...row }) as const),
  ];
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
function whereOf({ command, screens }: Binding, state: State): string | undefined {
  return screens.includes(state.screen) ? disabledReason(command, state) : screens[0];
}
