import type { Candidate } from '../../../model/query/complete.ts';
import { tryParseQuery } from '../../../model/query/parse/parse-query.ts';
import { changeCriteria } from '../../list/change-criteria.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { OverlayKeys } from '../overlay-binding.ts';
import type { LineEdit } from '../text-line.ts';
import { lineBindings } from '../text-line-keys.ts';
import { changeFilter } from './change-filter.ts';
import type { FilterBar } from './filter-bar.ts';
import { closedLine, isPathAtCaret, longerThanTyped } from './read-filter-line.ts';

const mostNames = 3;

export const filterBarKeys: OverlayKeys<FilterBar> = {
  where: 'filter bar',
  bindings: [
    {
      keys: ['tab'],
      label: 'complete',
      help: 'complete the word, as → does at the end of the line',
      reason: ({ candidates }) => (candidates.length === 0 ? 'there is nothing to complete here' : undefined),
      press: context => changeFilter(context, { type: 'completed' }),
    },
    { keys: ['enter'], label: 'keep', help: 'keep the filter', press: keep },
    { keys: ['escape'], label: 'undo', help: 'go back to the filter as it was before', press: undo },
    { keys: ['up'], label: 'earlier filters', help: 'an earlier filter', press: recall(1) },
    { keys: ['down'], help: 'a later filter, or the text that was typed', press: recall(-1) },
    ...lineBindings(edit),
  ],
  type: (context, text) => changeFilter(context, { type: 'typed', text }),
};

/** A move to the right at the end of the line accepts the completion. */
function edit(context: SessionContext, edit: LineEdit): void {
  const { overlay } = context.getState();
  const isAtGhost =
    overlay.type === 'filter' && overlay.ghost !== '' && overlay.caret === overlay.text.length;
  const isToTheRight = edit === 'go-right' || edit === 'go-to-end';
  changeFilter(context, isAtGhost && isToTheRight ? { type: 'completed' } : { type: 'edited', edit });
}

function keep(context: SessionContext, bar: FilterBar): void {
  if (isPathAtCaret(bar)) return completePath(context, bar);
  const longer = bar.isAsked ? [] : longerThanTyped(bar);
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
function ask({ dispatch }: SessionContext, { pending }: FilterBar, longer: readonly Candidate[]): void {
  const names = longer.slice(0, mostNames).map(({ text }) => text);
  const list = [...names, ...(longer.length > mostNames ? ['…'] : [])].join(', ');
  const reason = `${pending} could be ${list}`;
  const hint = 'Tab takes the first · ↵ keeps it';
  dispatch({ overlay: 'filter', type: 'refused', reason, hint, isAsked: true });
}

function keepLine(context: SessionContext, line: FilterBar): void {
  const { dispatch, effects } = context;
  const filter = closedLine(line);
  const parsed = tryParseQuery(filter);
  if ('error' in parsed) {
    const { message, hint } = parsed.error;
    return dispatch({ overlay: 'filter', type: 'refused', reason: message, hint });
  }
  dispatch({ overlay: 'filter', type: 'kept' });
  if (filter !== '') effects.memory.rememberFilter(filter);
  list(context, filter);
}

function undo(context: SessionContext, { before }: FilterBar): void {
  context.dispatch({ overlay: 'filter', type: 'undone' });
  list(context, before);
}

function list(context: SessionContext, filterText: string): void {
  context.list.loadSoon(undefined);
  if (context.getState().list.filterText !== filterText) changeCriteria(context, { filterText });
}

function recall(by: 1 | -1) {
  return (context: SessionContext, bar: FilterBar): void => {
    const history = context.effects.memory.filters();
    const historyIndex = Math.max(0, Math.min(history.length, bar.historyIndex + by));
    if (historyIndex === bar.historyIndex) return;
    const text = historyIndex === 0 ? bar.draft : (history.at(-historyIndex) ?? '');
    changeFilter(context, { type: 'recalled', text, historyIndex });
  };
}
