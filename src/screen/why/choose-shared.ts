import { copyNotice } from '../copy/copy-notice.ts';
import { enterGroupRuns } from '../groups/open-groups.ts';
import { openRunById } from '../run/open-run-by-id.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { isWide } from '../shell/window-size.ts';
import { type SharedCauses, sharedRow } from './shared-causes.ts';

/** Adds the value to the filter, or opens the first bad run; from the groups, in the runs of the group. */
export function chooseShared(context: SessionContext, shared: SharedCauses): void {
  const act = sharedRow(shared)?.act;
  if (!act) return;
  context.dispatch({ overlay: 'shared-causes', type: 'closed' });
  const { groupId } = shared;
  if (act.type === 'open') {
    if (groupId !== undefined) enterGroupRuns(context, groupId);
    openRunById(context, act.address);
  } else if (groupId === undefined) addFilter(context, act.filter);
  else enterGroupRuns(context, groupId, act.filter);
}

function addFilter({ getState, dispatch, run, list: loader }: SessionContext, filter: string): void {
  const { list, size, detail } = getState();
  const after = [list.filterText, filter].filter(Boolean).join(' ');
  const step = { before: list.filterText, after, isBeside: detail !== undefined && isWide(size) };
  dispatch({ type: 'criteria-changed', criteria: { filterText: after }, step });
  run(() => loader.load());
}

/** Compares the last failed run with the last success; from the groups, above the runs of the group. */
export function compareShared(context: SessionContext, { found, groupId }: SharedCauses): void {
  if (found?.comparable === undefined) return;
  context.dispatch({ overlay: 'shared-causes', type: 'closed' });
  if (groupId !== undefined) enterGroupRuns(context, groupId);
  openRunById(context, found.comparable, ({ dispatch }, run) =>
    dispatch({ type: 'compare-requested', request: {}, a: run, against: 'success' }),
  );
}

export function copyShared({ effects, run, dispatch }: SessionContext, shared: SharedCauses): void {
  const text = sharedRow(shared)?.text;
  if (text === undefined) return;
  run(async () => {
    const notice = copyNotice({ label: 'the line', hidden: 0 }, await effects.copy(text));
    dispatch({ type: 'noticed', text: notice, tone: 'info' });
  });
}
