import { failedRuns } from '../../contract/reading/read-failures.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { askToActOnMany } from '../acts/ask-many.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { groupQuestion } from './group-question.ts';
import { cursorGroup } from './groups-state.ts';

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
