import { untilAborted } from '../../../async/until-aborted.ts';
import type { ListOptions } from '../../../contract/lists/run-page.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import { joinQueries } from '../../../model/query/clauses.ts';
import { createdBetween } from '../../../model/query/created-between.ts';
import { tableRows } from '../../shell/layout.ts';
import type { ReaderContext } from '../../shell/reader-context.ts';
import { toQuery } from '../../views/views.ts';
import { showsUsual } from '../list-reading.ts';
import type { EndPage } from './end-rows.ts';

const oldestFirst: Sort = { field: 'created', descending: false };
const endRows = 400;
const rowsAround = 50;

/** Reads the last runs of the list. */
export function requestEnd(context: ReaderContext, signal: AbortSignal): Promise<EndPage> {
  return requestOldest(context, signal, endRows, undefined);
}

/** Reads the runs above the first row. */
export function requestAbove(context: ReaderContext, signal: AbortSignal): Promise<EndPage> {
  return requestOldest(context, signal, endRows, context.getState().list.end?.to);
}

/** Reads the visible rows and those around them again. */
export function requestVisible(context: ReaderContext, signal: AbortSignal): Promise<EndPage> {
  const state = context.getState();
  const { rows, top } = state.list;
  const oldest = rows[top + tableRows(state) + rowsAround];
  return requestOldest(context, signal, endRows, oldest?.createdAt);
}

async function requestOldest(
  { store, getState, now }: ReaderContext,
  signal: AbortSignal,
  limit: number,
  since: number | undefined,
): Promise<EndPage> {
  const state = getState();
  const { view, filterText, kind } = state.list;
  const asked = toQuery(view, filterText, kind);
  const query = since === undefined ? asked : joinQueries(asked, createdBetween(since));
  const options: ListOptions = { sort: oldestFirst, limit, signal, now: now(), usual: showsUsual(state) };
  const page = await untilAborted(store().listRuns(query, options), signal);
  return { page, since, isFull: page.runs.length >= limit };
}
