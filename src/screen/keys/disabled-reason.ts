import { isCancelable } from '../../model/status.ts';
import { missingScopeText, widerTokenHint } from '../../model/token-scope.ts';
import { unsupportedText } from '../../operations/target-refusal.ts';
import { againReason, whyNoneAgain } from '../acts/again/again-reason.ts';
import { compareReason } from '../compare/open-compare.ts';
import { cursorGroup, questionOf } from '../groups/groups-state.ts';
import { nodeAtCursor } from '../run/focus.ts';
import { isFoldable } from '../run/outline/outline-children.ts';
import { errorText } from '../shell/error-text.ts';
import { type Command, keyOf } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';
import { betterFilter } from '../table/explain-list.ts';
import { areRowsDue } from '../table/once-there-are-rows.ts';
import { canContinueSearch, cursorRun, whyNoRun } from '../table/reduce-list.ts';
import { tableColumns } from '../table/table-columns.ts';

const needsDetail: ReadonlySet<Command> = new Set(['tab-next', 'tab-previous', 'tab-1', 'tab-2', 'tab-3']);

const needsMarks: ReadonlySet<Command> = new Set([
  'mark',
  'mark-range',
  'mark-all',
  'cancel',
  'run-again',
  'run-edited',
  'copy',
  'copy-menu',
]);

const needsRun: ReadonlySet<Command> = new Set([
  'open',
  'compare',
  'mark',
  'mark-range',
  'mark-all',
  'copy',
  'copy-menu',
  'pager',
  'editor',
  'cancel',
  'run-again',
  'run-edited',
  'filter-by-value',
  'exclude-value',
  'frequency',
]);

const needsSpans: ReadonlySet<Command> = new Set(['zoom-in', 'zoom-out', 'zoom-whole', 'sort-spans']);

const needsTrace: ReadonlySet<Command> = new Set([...needsSpans, 'raw']);

export function actsOnRun(command: Command): boolean {
  return needsRun.has(command);
}

/** Whether a command is for a run, and the first page of what the list asks for is not there yet. */
export function waitsForRows(command: Command, state: State): boolean {
  return state.screen === 'table' && actsOnRun(command) && areRowsDue(state);
}

/** Why a command is disabled now; `undefined` when it is enabled. */
export function disabledReason(command: Command, state: State): string | undefined {
  if (state.screen === 'groups') return groupReason(command, state);
  if (state.screen === 'compare') return comparedReason(command, state);
  if (command === 'compare') return compareReason(state);
  if (needsDetail.has(command) && !state.detail) return `open a run first: ${keyOf('open')}`;
  const isMarking = state.tasks.some(({ kind }) => kind === 'marking') && state.screen === 'table';
  if (isMarking && needsMarks.has(command)) return `runs are being marked: ${keyOf('back')} stops that`;
  const run = state.screen === 'detail' ? state.detail?.summary : cursorRun(state.list);
  if (command === 'open' && !run && (canContinueSearch(state.list) || betterFilter(state.list) !== undefined))
    return undefined;
  if (needsRun.has(command) && !run) return whyNoRun(state.list);
  if (command === 'open' && state.screen === 'detail') return openReason(state.detail);
  if (command === 'cancel') return cancelReason(state, run);
  if (command === 'cancel-matching') return whyNoCancel(state);
  if (command === 'run-again' || command === 'run-edited') return againReason(command, state);
  if (needsTrace.has(command) && state.detail?.tab !== 'trace')
    return `this works in the trace only: ${keyOf('tab-3')}`;
  if (needsSpans.has(command) && state.detail?.trace.isRaw)
    return `this works in the waterfall only: ${keyOf('raw')}`;
  if (needsSpans.has(command)) {
    const reason = noSpansReason(state.detail);
    if (reason !== undefined) return reason;
  }
  if (command === 'zoom-whole' && !state.detail?.trace.zoom) return 'the whole time is shown';
  const isMatchKey = command === 'next-match' || command === 'previous-match';
  if (isMatchKey && state.screen === 'table')
    return `the table has no search: ${keyOf('filter')} filters the runs`;
  if (command === 'columns-left' && tableColumns(state).part === 0) return 'these are the first columns';
  if (command === 'columns-right') return lastColumnsReason(state);
  if (command === 'reveal' && !state.detail) return `open a run first: ${keyOf('open')}`;
  return undefined;
}

function noSpansReason(detail: State['detail']): string | undefined {
  if (!detail || detail.trace.index.spans.length > 0) return undefined;
  return detail.trace.phase === 'read' ? 'this run has no spans' : 'the trace is still being read';
}

function openReason(detail: State['detail']): string | undefined {
  const node = detail && nodeAtCursor(detail);
  const opens = node && (node.type === 'span' || node.type === 'run-link' || isFoldable(node));
  return opens ? undefined : 'there is nothing to open or unfold here';
}

const needsGroup: ReadonlySet<Command> = new Set([
  'open',
  'copy',
  'copy-menu',
  'note',
  'mute',
  'retry-group',
  'shared-causes',
]);

/** What these do depends on the filter that the group is of. */
const needsRead: ReadonlySet<Command> = new Set(['open', 'retry-group', 'shared-causes']);

function groupReason(command: Command, state: State): string | undefined {
  const { groups, list } = state;
  const group = cursorGroup(groups);
  const isOld = groups?.of !== questionOf(list);
  if (isOld && (needsRead.has(command) || (needsGroup.has(command) && !group)))
    return 'the failed runs are still being read';
  if (needsGroup.has(command) && !group) return 'there is no group here';
  return command === 'retry-group' ? whyNoneAgain(state) : undefined;
}

const needsComparison: ReadonlySet<Command> = new Set([
  'next-difference',
  'previous-difference',
  'fold',
  'fold-in',
  'fold-out',
  'fold-all',
  'open',
  'noise',
  'copy',
  'copy-comparison',
  'step-in-trace',
]);

function comparedReason(command: Command, { compare }: State): string | undefined {
  if (command === 'swap' && !compare?.b) return 'the other run is not known yet';
  if (command === 'noise' && compare?.comparison?.noise.length === 0)
    return 'nothing is hidden: no value was seen to vary between successes';
  if (!needsComparison.has(command) || compare?.comparison) return undefined;
  return compare?.error ? 'these runs could not be compared' : 'the runs are still being compared';
}

function lastColumnsReason(state: State): string | undefined {
  const { after, before } = tableColumns(state);
  if (after.length > 0) return undefined;
  return before.length > 0 ? 'these are the last columns' : 'every column is in sight';
}

/** The list itself reports a token without the scope `read`. */
function scopeReason(about: State['store']['about']): string | undefined {
  if (!about?.scopes.includes('read') || about.scopes.includes('cancel')) return undefined;
  return errorText({ message: missingScopeText('cancel'), hint: widerTokenHint });
}

/** Why no run of this target can be canceled. */
function whyNoCancel({ store }: State): string | undefined {
  return scopeReason(store.about) ?? (store.can.cancel ? undefined : unsupportedText(store.target, 'cancel'));
}

function cancelReason(state: State, run: ReturnType<typeof cursorRun>): string | undefined {
  const refused = whyNoCancel(state);
  if (refused !== undefined) return refused;
  if (state.list.marks.size > 0 && state.screen === 'table') return undefined;
  if (run && !isCancelable(run)) return `${run.name} has already ended`;
  return undefined;
}
