import type { FailureMark, NewFailureMark } from '../../model/failure/memory/failure-mark.ts';
import type { FailureState } from '../../model/failure/memory/failure-states.ts';
import { defineMenu, type Menu } from '../dialogs/menu.ts';
import type { MenuItem } from '../shell/effects.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { cursorGroup, type GroupRow, groupState } from './groups-state.ts';
import { markGroup, unmarkGroup } from './mark-group.ts';

const dayMs = 86_400_000;

const mutes: readonly (MenuItem & { readonly days?: number; readonly count?: number })[] = [
  { id: 'day', label: 'For a day', days: 1 },
  { id: 'week', label: 'For a week', days: 7 },
  { id: 'month', label: 'For 30 days', days: 30 },
  { id: 'ten', label: 'Until 10 more runs have failed', count: 10 },
  { id: 'hundred', label: 'Until 100 more runs have failed', count: 100 },
  { id: 'thousand', label: 'Until 1,000 more runs have failed', count: 1_000 },
];

/** For how long a group is muted, which is fixed when the menu opens. */
type MuteMenu = Menu<'mute-menu'> & { readonly group: GroupRow };

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'mute-menu': MuteMenu;
  }
}

export const muteMenu = defineMenu<MuteMenu>({
  type: 'mute-menu',
  choose:
    ({ group }, id, context) =>
    () =>
      mute(context, id, group),
});

export function openMuteMenu(context: SessionContext): void {
  const { groups, now } = context.getState();
  const group = cursorGroup(groups);
  if (!groups || !group) return;
  const items = [
    ...mutes.map(({ id, label }) => ({ id, label })),
    ...removals(groupState(groups, group, now)),
  ];
  muteMenu.open(context, { type: 'mute-menu', title: 'Mute these failures', items, index: 0, group });
}

/** The notes and mutes that can be taken back of a group. */
function removals(state: FailureState | undefined): readonly MenuItem[] {
  const { known, muted } = state ?? {};
  if (known && muted)
    return [
      { id: 'unmute', label: 'End the mute, keep the note' },
      { id: 'unmark', label: 'Remove the note and the mute' },
    ];
  if (known) return [{ id: 'unmark', label: 'Remove the note' }];
  return muted ? [{ id: 'unmark', label: 'Remove the mute' }] : [];
}

function mute(context: SessionContext, id: string, group: GroupRow): void {
  const chosen = mutes.find(one => one.id === id);
  if (!chosen) return unmarkGroup(context, group, id === 'unmute' ? noteOf(context, group) : undefined);
  const until: Pick<NewFailureMark, 'mutedUntil' | 'mutedForCount'> =
    chosen.days === undefined
      ? { mutedForCount: chosen.count }
      : { mutedUntil: context.now() + chosen.days * dayMs };
  markGroup(context, group, { kind: 'muted', ...until });
}

function noteOf({ getState }: SessionContext, group: GroupRow): FailureMark | undefined {
  const { groups, now } = getState();
  return groups && groupState(groups, group, now)?.known;
}
