import { ownStatusWords } from '../../model/query/clauses.ts';
import { type Candidate, completeQuery } from '../../model/query/complete.ts';
import { tryParseQuery } from '../../model/query/parse/parse-query.ts';
import { QueryError } from '../../model/query/parse/query-error.ts';
import type { Query } from '../../model/query/query.ts';
import { checkStatuses } from '../../operations/check-statuses.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { changeCriteria } from '../table/change-criteria.ts';
import { changeFilter } from './change-filter.ts';
import type { FilterBar } from './filter-bar.ts';
import { closedLine, isPathAtCaret, longerThanTyped } from './read-filter-line.ts';

const mostNames = 3;

/** Closes the bar with its filter, unless the word at the caret is unfinished or the filter is wrong. */
export function keepFilter(context: SessionContext, bar: FilterBar): void {
  if (isPathAtCaret(bar)) return completePath(context, bar);
  const longer = bar.isAsked || bar.pending === undefined ? [] : longerThanTyped(bar);
  if (longer.length > 1) return ask(context, bar, longer);
  if (longer.length === 1) changeFilter(context, { type: 'completed' });
  const { overlay } = context.getState();
  if (overlay.type === 'filter') keepLine(context, overlay);
}

/** A path needs a value: its key is completed, and the line stays. */
function completePath(context: SessionContext, { pending, candidates }: FilterBar): void {
  if (candidates.length > 0) return changeFilter(context, { type: 'completed' });
  const reason = `${pending} is a path without a value`;
  const hint = 'write input.email:ada@example.com, or quote it to search for the text';
  context.dispatch({ overlay: 'filter', type: 'refused', reason, hint });
}

/** Asks which of several values is meant by their beginning. */
function ask({ dispatch }: SessionContext, bar: FilterBar, longer: readonly Candidate[]): void {
  const names = longer.slice(0, mostNames).map(({ text }) => text);
  const list = [...names, ...(longer.length > mostNames ? ['…'] : [])].join(', ');
  const reason = `${bar.pending} could be ${list}`;
  // A store may have a value that it did not suggest; the statuses are known.
  const isAsked = completeQuery(bar.text, bar.caret).type === 'suggest';
  const hint = `Tab takes the first${isAsked ? ' · ↵ keeps it' : ''}`;
  dispatch({ overlay: 'filter', type: 'refused', reason, hint, isAsked });
}

function keepLine(context: SessionContext, line: FilterBar): void {
  const { dispatch, effects } = context;
  const filter = closedLine(line);
  const parsed = tryParseQuery(filter);
  if ('error' in parsed) {
    const { message, hint } = parsed.error;
    return dispatch({ overlay: 'filter', type: 'refused', reason: message, hint });
  }
  const keep = () => {
    dispatch({ overlay: 'filter', type: 'kept' });
    if (filter !== '') effects.memory.rememberFilter(filter);
    listFilter(context, filter);
  };
  if (ownStatusWords(parsed.query).length === 0) keep();
  else context.run(() => keepIfKnown(context, line.text, parsed.query, keep));
}

/** Asks the store about a status that only it may know. */
async function keepIfKnown(context: SessionContext, text: string, query: Query, keep: () => void) {
  const isOpen = () => {
    const { overlay } = context.getState();
    return overlay.type === 'filter' && overlay.text === text;
  };
  try {
    await checkStatuses(context.store(), query, { now: context.now() });
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { message: reason, hint } = error;
    if (isOpen()) context.dispatch({ overlay: 'filter', type: 'refused', reason, hint });
    return;
  }
  if (isOpen()) keep();
}

export function listFilter(context: SessionContext, filterText: string): void {
  context.list.loadSoon(undefined);
  if (context.getState().list.filterText !== filterText) changeCriteria(context, { filterText });
}
