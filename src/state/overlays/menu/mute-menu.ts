import type { NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { cursorGroup } from '../../failures/groups-state.ts';
import { groupState } from '../../failures/memory/group-memory.ts';
import { markGroup, unmarkGroup } from '../../failures/memory/mark-group.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { Menu, MenuItem } from './menu.ts';

const dayMs = 86_400_000;

const mutes: readonly (MenuItem & { readonly days?: number; readonly count?: number })[] = [
  { id: 'day', label: 'For a day', days: 1 },
  { id: 'week', label: 'For a week', days: 7 },
  { id: 'month', label: 'For 30 days', days: 30 },
  { id: 'ten', label: 'Until 10 more runs have failed', count: 10 },
  { id: 'hundred', label: 'Until 100 more runs have failed', count: 100 },
  { id: 'thousand', label: 'Until 1,000 more runs have failed', count: 1_000 },
];
const unmark: MenuItem = { id: 'unmark', label: 'Remove the note and the mute' };

export function openMuteMenu({ getState, dispatch }: SessionContext): void {
  const { groups, now } = getState();
  const group = cursorGroup(groups);
  if (!groups || !group) return;
  const state = groupState(groups, group, now);
  const isMarked = state?.known !== undefined || state?.muted !== undefined;
  const items = [...mutes.map(({ id, label }) => ({ id, label })), ...(isMarked ? [unmark] : [])];
  const source = { type: 'group', group } as const;
  dispatch({ overlay: 'menu', type: 'opened', purpose: 'mute', title: 'Mute these failures', items, source });
}

export function chooseMute(context: SessionContext, id: string, { source }: Menu): void {
  if (source?.type !== 'group') return;
  const { group } = source;
  const chosen = mutes.find(mute => mute.id === id);
  if (!chosen) return unmarkGroup(context, group);
  const until: Pick<NewFailureMark, 'mutedUntil' | 'mutedForCount'> =
    chosen.days === undefined
      ? { mutedForCount: chosen.count }
      : { mutedUntil: context.now() + chosen.days * dayMs };
  markGroup(context, group, { kind: 'muted', ...until });
}
