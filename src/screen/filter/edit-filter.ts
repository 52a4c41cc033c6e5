import { ownStatusWords } from '../../model/query/clauses.ts';
import { type Candidate, completeQuery } from '../../model/query/complete.ts';
import { tryParseQuery } from '../../model/query/parse/parse-query.ts';
import { QueryError } from '../../model/query/parse/query-error.ts';
import type { Query } from '../../model/query/query.ts';
import { checkStatuses } from '../../operations/check-statuses.ts';
import { defineDialog } from '../dialogs/define-dialog.ts';
import type { LineAction } from '../dialogs/text-line.ts';
import { type Command, nameCommands } from '../shell/keymap.ts';
import type { Action, SessionContext, State } from '../shell/state.ts';
import { changeCriteria, refuseQuery } from '../table/list-actions.ts';
import { withColumnsOfRows } from '../table/reduce-list.ts';
import { loadValueCounts } from './filter-lines.ts';
import {
  closedLine,
  completeFilter,
  createFilterBar,
  editFilter,
  type FilterBar,
  isPathAtCaret,
  longerThanTyped,
  offerValues,
  recallFilter,
  type WantedValues,
  wantedValues,
  withoutValues,
  withValueCounts,
} from './read-filter-line.ts';

export const filterBar = defineDialog<FilterBar>({
  type: 'filter',
  typed: line => ({ name: 'Filter', line }),
  keys: {
    where: 'filter bar',
    bindings: [
      {
        keys: ['tab'],
        label: 'complete',
        help: 'complete the word, as → does at the end of the line',
        reason: ({ candidates }) =>
          candidates.length === 0 ? 'there is nothing to complete here' : undefined,
        press: change(completeFilter),
      },
      { keys: ['enter'], label: 'keep', help: 'keep the filter', press: keepFilter },
      {
        keys: ['escape'],
        label: 'undo',
        help: 'go back to the filter as it was before',
        press:
          ({ before }, context) =>
          () =>
            listFilter(context, before),
      },
      {
        keys: ['up', 'ctrl+p'],
        label: 'earlier filters',
        help: 'an earlier filter',
        reason: ({ hasEarlier }) => (hasEarlier ? undefined : 'no filter was kept before'),
        press: (bar, context) => recall(bar, 1, context),
      },
      {
        keys: ['down', 'ctrl+n'],
        help: 'a later filter, or the text that was typed',
        press: (bar, context) => recall(bar, -1, context),
      },
    ],
    edits: editLine,
  },
});

function openFilterBar(context: SessionContext): void {
  const hasEarlier = context.effects.memory.filters().length > 0;
  filterBar.open(context, createFilterBar(context.getState().list.filterText, hasEarlier));
  answerChange(context);
}

export function changeFilter(context: SessionContext, to: (bar: FilterBar) => FilterBar): void {
  filterBar.update(context, to);
  answerChange(context);
}

function answerChange(context: SessionContext): void {
  const bar = filterBar.in(context.getState());
  if (!bar) return;
  context.suggester.stop();
  listSoon(context, bar);
  const wanted = wantedValues(bar);
  if (!wanted) return;
  suggestValues(context, bar, wanted);
  loadValueCounts(context, bar, wanted.field, (field, counts) =>
    filterBar.update(context, shown => withValueCounts(shown, field, counts)),
  );
}

function change(to: (bar: FilterBar) => FilterBar) {
  return (bar: FilterBar, context: SessionContext): FilterBar => {
    changeFilter(context, to);
    return bar;
  };
}

/** Moving to the right at the end of the line accepts the completion. */
function editLine(bar: FilterBar, action: LineAction, context: SessionContext): FilterBar {
  const edit = action.type === 'edited' ? action.edit : undefined;
  const isToTheRight = edit === 'go-right' || edit === 'go-word-right' || edit === 'go-to-end';
  const isAtGhost = bar.ghost !== '' && bar.caret === bar.text.length;
  const to = isAtGhost && isToTheRight ? completeFilter : (shown: FilterBar) => editFilter(shown, action);
  return change(to)(bar, context);
}

function recall(bar: FilterBar, by: 1 | -1, context: SessionContext): FilterBar {
  const history = context.effects.memory.filters();
  const historyIndex = Math.max(0, Math.min(history.length, bar.historyIndex + by));
  if (historyIndex === bar.historyIndex) return bar;
  const text = historyIndex === 0 ? bar.draft : (history.at(-historyIndex) ?? '');
  return change(shown => recallFilter(shown, text, historyIndex))(bar, context);
}

/** If the values are late, the runs of the line as it is are listed. */
function suggestValues(context: SessionContext, requested: FilterBar, wanted: WantedValues): void {
  const read = (change: (bar: FilterBar) => FilterBar): void => {
    const bar = filterBar.in(context.getState());
    if (bar?.text !== requested.text || bar.caret !== requested.caret) return;
    filterBar.update(context, change);
    const after = filterBar.in(context.getState());
    if (after && after.applied !== bar.applied) listSoon(context, after);
  };
  const onLate = () => read(withoutValues);
  const onValues = (values: readonly string[]) => read(bar => offerValues(bar, values, wanted.field));
  context.run(() => context.suggester.suggest(wanted.field, wanted.prefix, onValues, onLate));
}

function listSoon({ getState, dispatch, list }: SessionContext, { applied, ghost, candidates }: FilterBar) {
  if (applied === undefined || getState().list.filterText === applied) return list.loadSoon(undefined);
  const mayBecomeField = ghost !== '' && candidates[0]?.type === 'field';
  const change = () => dispatch({ type: 'criteria-changed', criteria: { filterText: applied } });
  list.loadSoon(change, { isUnsure: mayBecomeField });
}

const mostNames = 3;

/** Closes the bar, unless the word at the caret is unfinished or the filter is wrong. */
function keepFilter(bar: FilterBar, context: SessionContext): FilterBar {
  if (isPathAtCaret(bar)) return completePath(bar, context);
  const longer = bar.isAsked || bar.pending === undefined ? [] : longerThanTyped(bar);
  if (longer.length > 1) return ask(bar, longer);
  if (longer.length === 1) changeFilter(context, completeFilter);
  const line = filterBar.in(context.getState());
  if (line) keepLine(context, line);
  return bar;
}

/** A path needs a value, so its key is completed and the bar stays. */
function completePath(bar: FilterBar, context: SessionContext): FilterBar {
  const { pending, candidates } = bar;
  if (candidates.length > 0) return change(completeFilter)(bar, context);
  const reason = `${pending} is a path without a value`;
  const hint = 'write input.email:ada@example.com, or quote it to search for the text';
  return refuse(bar, { reason, hint });
}

function ask(bar: FilterBar, longer: readonly Candidate[]): FilterBar {
  const names = longer.slice(0, mostNames).map(({ text }) => text);
  const list = [...names, ...(longer.length > mostNames ? ['…'] : [])].join(', ');
  const reason = `${bar.pending} could be ${list}`;
  // A store may have a value that it did not suggest; all statuses are known.
  const isAsked = completeQuery(bar.text, bar.caret).type === 'suggest';
  const hint = `Tab takes the first${isAsked ? ' · ↵ keeps it' : ''}`;
  return refuse(bar, { reason, hint, isAsked });
}

type Refusal = { readonly reason: string; readonly hint?: string; readonly isAsked?: boolean };

function refuse(bar: FilterBar, { reason, hint, isAsked }: Refusal): FilterBar {
  return { ...bar, error: reason, hint, isAsked };
}

function keepLine(context: SessionContext, line: FilterBar): void {
  const { effects } = context;
  const filter = closedLine(line);
  const parsed = tryParseQuery(filter);
  if ('error' in parsed) {
    const { message, hint } = parsed.error;
    return filterBar.update(context, bar => refuse(bar, { reason: message, hint }));
  }
  const keep = () => {
    filterBar.close(context);
    if (filter !== '') effects.memory.rememberFilter(filter);
    listFilter(context, filter);
  };
  if (ownStatusWords(parsed.query).length === 0) keep();
  else context.run(() => keepIfKnown(context, line.text, parsed.query, keep));
}

/** Only the store knows which statuses of its own it has. */
async function keepIfKnown(context: SessionContext, text: string, query: Query, keep: () => void) {
  const isOpen = () => filterBar.in(context.getState())?.text === text;
  try {
    await checkStatuses(context.store(), query, { now: context.now() });
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { message: reason, hint } = error;
    if (isOpen()) filterBar.update(context, bar => refuse(bar, { reason, hint }));
    return;
  }
  if (isOpen()) keep();
}

function listFilter(context: SessionContext, filterText: string): void {
  context.list.loadSoon(undefined);
  if (context.getState().list.filterText !== filterText) changeCriteria(context, { filterText });
}

export function applyFilterAction(state: State, action: Action): State | undefined {
  const bar = filterBar.in(state);
  if (action.type !== 'query-refused' || !bar) return undefined;
  const { message: reason, hint } = action.error;
  return { ...refuseQuery(state, action.error), overlay: refuse(bar, { reason, hint }) };
}

export function settleFilter(state: State, before: State): State {
  const isDone = before.overlay.type === 'filter' && state.overlay.type !== 'filter';
  return isDone ? { ...state, list: withColumnsOfRows(state.list) } : state;
}

const find = nameCommands({ where: ['table', 'groups'], group: 'Find' });

export const filterCommands: readonly Command[] = [
  { ...find('filter', '/', 'filter', 'filter the runs'), hint: { rank: 30 }, run: openFilterBar },
];
