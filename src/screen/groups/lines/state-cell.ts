import type { FailureStateKind } from '../../../model/failure/memory/failure-states.ts';
import { stateWords } from '../../../model/failure/memory/state-words.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import type { Theme } from '../../paint/theme.ts';
import { groupState } from '../group-memory.ts';
import type { GroupRow, GroupsState } from '../groups-state.ts';

/** Nothing for a group that was seen before and has not failed since. */
export function stateText(groups: GroupsState, group: GroupRow, now: number, width?: number): string {
  const state = groupState(groups, group, now);
  const isSilent = state === undefined || (state.kind === 'seen' && state.unseen === 0);
  return isSilent ? '' : safeLine(stateWords(state, now, width));
}

const paints: Readonly<Record<FailureStateKind, (theme: Theme) => (text: string) => string>> = {
  new: theme => theme.accent,
  back: theme => theme.error,
  known: () => plain,
  seen: () => plain,
  quiet: theme => theme.dim,
  muted: theme => theme.dim,
};

export function paintState(groups: GroupsState, group: GroupRow, now: number, theme: Theme) {
  const state = groupState(groups, group, now);
  if (state?.kind === 'seen' && state.unseen > 0) return theme.accent;
  return state ? paints[state.kind](theme) : plain;
}

function plain(text: string): string {
  return text;
}
