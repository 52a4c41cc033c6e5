import { type Clause, isFoundByPart } from '../../model/query/query.ts';
import { defineDialog } from '../dialogs/define-dialog.ts';
import { editLine, type LineAction, lineOf, type TextLine } from '../dialogs/text-line.ts';
import { type Command, keyOf, keyPlace, nameCommands } from '../shell/keymap.ts';
import { sharedKey } from '../shell/shared-commands.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { moveToFailed } from '../table/failed-run.ts';
import { type ListState, toQuery } from '../table/list-state.ts';
import { failures } from '../trace/trace-order.ts';
import { activePane, activePaneName, type DetailState, toDetail } from './detail-state.ts';
import { nextErrorPath } from './find/search-walk.ts';
import { nextFailureFrom } from './outline/waterfall.ts';
import { cursorRow } from './rows/pane.ts';

const where = ['detail'] as const;
/** In the table the keys only say that it has no search. */
const withTable = ['table', 'detail'] as const;
const find = nameCommands({ where: withTable, group: 'Find', disabled: noSearchReason });

export const findCommands: readonly Command[] = [
  {
    ...find('search', '/', 'search', 'search in the detail'),
    where,
    hint: { rank: state => (keyPlace(state) === 'waterfall' ? 65 : 75) },
    run: context => detailSearch.open(context, createDetailSearch()),
  },
  {
    ...find('next-match', 'n', 'next match', 'the next match'),
    hint: { rank: 30, when: ({ detail }) => (detail?.search?.matches.length ?? 0) > 0 },
    run: context => goToMatch(context, 1),
  },
  {
    ...find('previous-match', 'N', 'previous match', 'the previous match'),
    run: context => goToMatch(context, -1),
  },
  { ...sharedKey('next-error'), where, hint: { when: hasErrors }, run: context => walkErrors(context, 1) },
  { ...sharedKey('previous-error'), where, run: context => walkErrors(context, -1) },
];

function noSearchReason({ screen }: State): string | undefined {
  return screen === 'table' ? `the table has no search: ${keyOf('filter')} filters the runs` : undefined;
}

function hasErrors({ detail }: State): boolean {
  if (!detail) return false;
  const { summary, trace } = detail;
  return (
    summary.errorSummary !== undefined || summary.status === 'failed' || failures(trace.index).length > 0
  );
}

/** Without a search, searches for what the table is filtered by. */
function goToMatch(context: SessionContext, by: 1 | -1): void {
  const { detail, list } = context.getState();
  if (detail?.search) return toDetail({ type: 'match', by })(context);
  const text = filteredText(list);
  if (text === undefined) return context.say(`nothing is searched: ${keyOf('search')} searches here`);
  toDetail({ type: 'search-changed', text })(context);
  toDetail({ type: 'search-accepted' })(context);
}

function walkErrors(context: SessionContext, by: 1 | -1): void {
  const { detail } = context.getState();
  if (!detail) return;
  if (hasErrorBeyond(detail, by)) return toDetail({ type: 'error', by })(context);
  if (isUnread(detail)) return context.say('this run is still being read');
  moveToFailed(context, by, back => {
    const { detail: open } = context.getState();
    return open !== undefined && hasErrorBeyond(open, back);
  });
}

export function hasErrorBeyond(detail: DetailState, by: number): boolean {
  const pane = activePane(detail);
  if (activePaneName(detail) !== 'waterfall') return nextErrorPath(pane, by) !== undefined;
  return nextFailureFrom(pane.root, cursorRow(pane), by) !== undefined;
}

function isUnread({ run, error, tab, trace }: DetailState): boolean {
  if (error) return false;
  return run === undefined || (tab === 'trace' && trace.phase !== 'read');
}

/** The first text of the table's filter that the detail may show. */
function filteredText({ loadedCriteria }: ListState): string | undefined {
  if (!loadedCriteria) return undefined;
  const { clauses } = toQuery(loadedCriteria);
  return clauses.filter(({ negated }) => !negated).flatMap(textsOf)[0];
}

function textsOf(clause: Clause): readonly string[] {
  if (clause.type === 'word') return [clause.text];
  if (clause.type === 'text' && isFoundByPart(clause.field))
    return clause.values.filter(({ isGlob }) => !isGlob).map(({ text }) => text);
  if (clause.type !== 'path') return [];
  return clause.tests.flatMap(test =>
    test.type === 'text' && !test.pattern.isGlob ? [test.pattern.text] : [],
  );
}

type DetailSearch = TextLine & { readonly type: 'search' };

export function createDetailSearch(): DetailSearch {
  return { type: 'search', ...lineOf('') };
}

export const detailSearch = defineDialog<DetailSearch>({
  type: 'search',
  typed: line => ({ name: 'Search', line }),
  keys: {
    where: 'search',
    bindings: [
      {
        keys: ['enter'],
        label: 'keep',
        help: 'keep the search and return to the detail',
        press: (_, context) => () => toDetail({ type: 'search-accepted' })(context),
      },
      {
        keys: ['escape'],
        label: 'clear',
        help: 'clear the search and go back to where it began',
        press: (_, context) => () => toDetail({ type: 'search-cleared' })(context),
      },
    ],
    edits: change,
  },
});

function change(search: DetailSearch, action: LineAction, context: SessionContext): DetailSearch {
  const next = editLine(search, action);
  detailSearch.update(context, () => next);
  context.dispatch({ type: 'detail-command-given', command: { type: 'search-changed', text: next.text } });
  return search;
}
