import { failedRuns } from '../../contract/failures/read-failures.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { groupQuestion } from '../failures/group-question.ts';
import { cursorGroup } from '../failures/groups-state.ts';
import type { SessionContext } from '../session/session-context.ts';

/** Asks whether to run the failed runs of the group under the cursor again: all, or the last ones. */
export function openRetryGroup({ getState, dispatch }: SessionContext): void {
  const { groups, list, store } = getState();
  const group = cursorGroup(groups);
  if (!group) return;
  const { query, of } = groupQuestion(group, list);
  const source = { type: 'matching', query: joinQueries(query, failedRuns), of } as const;
  const target = store.target.location;
  dispatch({ overlay: 'confirm-many', type: 'opened', act: 'retry', source, target });
}
