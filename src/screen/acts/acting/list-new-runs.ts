import { joinQueries } from '../../../model/query/clauses.ts';
import { composeQuery, createdBetween, oneOfTexts } from '../../../model/query/compose-query.ts';
import { formatQuery } from '../../../model/query/format.ts';
import type { Query } from '../../../model/query/query.ts';
import { formatCount } from '../../../model/text/formats.ts';
import type { SessionContext } from '../../shell/session-context.ts';
import { changeCriteria } from '../../table/list-actions.ts';
import { allRuns } from '../../table/views.ts';
import { type Acting, areAllRead, readNewRuns } from './acting.ts';

/** Lists the runs that a retry started; Esc takes that filter back. */
export function listNewRuns(context: SessionContext, acting: Acting): void {
  const { dispatch, getState } = context;
  const { query, listed } = newRunsQuery(acting);
  const filterText = formatQuery(query);
  if (getState().screen !== 'table') dispatch({ type: 'screen-changed', screen: 'table' });
  const step = { before: getState().list.filterText, after: filterText, isBeside: false };
  changeCriteria(context, { view: allRuns, kind: 'both', filterText }, { step });
  if (listed === undefined) return;
  const text = `${listed} of ${formatCount(acting.newRuns.size)} are listed, those that failed first`;
  dispatch({ type: 'noticed', text, tone: 'info' });
}

/** A filter holds no more than 128 ids: `limitWeight`. */
const mostIds = 100;
const mostNames = 5;

type NewRunsQuery = {
  readonly query: Query;
  /** How many of the started runs it names, where it cannot name all. */
  readonly listed?: number;
};

/**
 * Lists the runs that a retry started: few by their ids, more as the repeated runs of that time, workflow and
 * actor. Of those that do not say which run they repeat, as many as a filter holds.
 */
function newRunsQuery(acting: Acting): NewRunsQuery {
  const runs = readNewRuns(acting);
  const areLinked = runs.every(({ isLinked }) => isLinked);
  if (runs.length > mostIds && areLinked) return { query: ofThatTime(acting) };
  const ids = runs.slice(0, mostIds).map(({ id }) => id);
  const query = composeQuery(oneOfTexts('id', ...ids));
  return ids.length < runs.length ? { query, listed: ids.length } : { query };
}

/** Until the last of them, once all were read. */
function ofThatTime(acting: Acting): Query {
  const runs = readNewRuns(acting);
  const times = runs.map(({ createdAt }) => createdAt);
  const earliest = times.reduce((a, b) => Math.min(a, b));
  const latest = times.reduce((a, b) => Math.max(a, b));
  const names = new Set(acting.runs.map(({ name }) => name));
  const actors = new Set(runs.map(({ actor }) => actor));
  const [actor] = actors;
  return joinQueries(
    composeQuery({ type: 'text', field: 'retryOf', values: [{ text: '*', isGlob: true }] }),
    ...(names.size <= mostNames ? [composeQuery(oneOfTexts('workflow', ...names))] : []),
    ...(actors.size === 1 && actor !== undefined ? [composeQuery(oneOfTexts('actor', actor))] : []),
    createdBetween(earliest, areAllRead(acting) ? latest : undefined),
  );
}
