import { failedRuns } from '../../contract/reading/read-failures.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { groupQuestion } from '../groups/group-question.ts';
import { cursorGroup } from '../groups/groups-state.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { askToActOnMany } from './questions/ask-many.ts';

/** Asks whether to run the failed runs of the group under the cursor again: all, or the last ones. */
export function openRetryGroup(context: SessionContext): void {
  const { groups, list, store } = context.getState();
  const group = cursorGroup(groups);
  if (!group) return;
  const { query, of } = groupQuestion(group, list);
  const source = { type: 'matching', query: joinQueries(query, failedRuns), of } as const;
  const target = store.target.location;
  askToActOnMany(context, { act: 'retry', source, target });
}
