import type { OverlayKeys } from '../dialogs/overlay-binding.ts';
import type { LineEdit } from '../dialogs/text-line.ts';
import { lineBindings } from '../dialogs/text-line-keys.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { changeFilter } from './change-filter.ts';
import type { FilterBar } from './filter-bar.ts';
import { keepFilter, listFilter } from './keep-filter.ts';

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
    { keys: ['enter'], label: 'keep', help: 'keep the filter', press: keepFilter },
    { keys: ['escape'], label: 'undo', help: 'go back to the filter as it was before', press: undo },
    {
      keys: ['up', 'ctrl+p'],
      label: 'earlier filters',
      help: 'an earlier filter',
      reason: ({ hasEarlier }) => (hasEarlier ? undefined : 'no filter was kept before'),
      press: recall(1),
    },
    { keys: ['down', 'ctrl+n'], help: 'a later filter, or the text that was typed', press: recall(-1) },
    ...lineBindings(edit),
  ],
  type: (context, text) => changeFilter(context, { type: 'typed', text }),
};

/** A move to the right at the end of the line accepts the completion. */
function edit(context: SessionContext, edit: LineEdit): void {
  const { overlay } = context.getState();
  const isAtGhost =
    overlay.type === 'filter' && overlay.ghost !== '' && overlay.caret === overlay.text.length;
  const isToTheRight = edit === 'go-right' || edit === 'go-word-right' || edit === 'go-to-end';
  changeFilter(context, isAtGhost && isToTheRight ? { type: 'completed' } : { type: 'edited', edit });
}

function undo(context: SessionContext, { before }: FilterBar): void {
  context.dispatch({ overlay: 'filter', type: 'undone' });
  listFilter(context, before);
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
