import { explanationText } from '../../model/share/explanation-text.ts';
import { explainFailures } from '../../operations/failures/failure-explanation.ts';
import { copyText } from '../copy/write-copy.ts';
import { defineDialog, type Running } from '../dialogs/define-dialog.ts';
import type { Pressed } from '../dialogs/dialog-keys.ts';
import { scrollKeys } from '../dialogs/scroller.ts';
import { cursorGroup, noReadGroupReason } from '../groups/groups-state.ts';
import { enterGroupRuns, groupQuestion } from '../groups/open-groups.ts';
import { openRunById } from '../run/open-run-by-id.ts';
import type { Command } from '../shell/command.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { changeCriteria, filterStep } from '../table/list-actions.ts';
import { hasFailures, unlessMarked } from '../table/picked-run.ts';
import { describeScope, toQuery } from '../table/views.ts';
import {
  createSharedCauses,
  moveInShared,
  rowsOnPage,
  type SharedCauses,
  type SharedFound,
  type SharedQuestion,
  type SharedRow,
  sharedCausesLines,
  sharedRoom,
  sharedRow,
  toSharedFound,
} from './shared-causes.ts';

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'shared-causes': SharedCauses;
  }
}

export const sharedDialog = defineDialog<SharedCauses>({
  type: 'shared-causes',
  keys: {
    where: 'shared causes',
    bindings: [
      {
        keys: ['enter'],
        label: shared => (sharedRow(shared)?.act?.type === 'open' ? 'first bad run' : 'filter'),
        help: 'list the runs with the value, or open the first bad run',
        reason: whyNothingToChoose,
        press: chooseShared,
      },
      {
        keys: ['d'],
        label: 'compare',
        help: 'compare the last failed run with the last success before it, where nothing separates them',
        reason: whyNothingToCompare,
        press: compareShared,
      },
      { keys: ['y'], label: 'copy', help: 'copy the line', reason: whyNothingToCopy, press: copyShared },
      {
        keys: ['R'],
        help: 'compare again',
        press: (shared, context) => {
          sharedDialog.open(context, createSharedCauses(shared));
          return shared;
        },
      },
      {
        keys: ['escape', 'q', 'W'],
        label: ({ found }) => (found ? 'close' : 'stop'),
        help: 'stop comparing, or close',
        press: () => undefined,
      },
      ...scrollKeys<SharedCauses>(moveInShared, rowsOnPage),
    ],
  },
  shows: ['size'],
  lines: (shared, { state, theme }) => {
    const room = sharedRoom(state.size);
    const title = theme.bold('What the failed runs share');
    return { title, lines: sharedCausesLines(shared, room, theme), width: room.width };
  },
  work: (context, running) => {
    context.run(() => explain(context, running));
    return undefined;
  },
});

/** Compares the failed runs of the group under the cursor, or those of the list, with the others. */
function openShared(context: SessionContext): void {
  sharedDialog.open(context, createSharedCauses(sharedQuestion(context.getState())));
}

function sharedQuestion({ screen, groups, list }: State): SharedQuestion {
  const group = screen === 'groups' ? cursorGroup(groups) : undefined;
  if (group) return { ...groupQuestion(group, list), groupId: group.id };
  return { query: toQuery(list), of: `in ${describeScope(list)}` };
}

function whyNothingToChoose(shared: SharedCauses): string | undefined {
  if (!shared.found) return 'runs are being compared';
  const row = sharedRow(shared);
  return row?.act ? undefined : (row?.reason ?? 'there is nothing to choose here');
}

function whyNothingToCopy({ found }: SharedCauses): string | undefined {
  if (!found) return 'runs are being compared';
  return found.rows.length === 0 ? found.text : undefined;
}

function whyNothingToCompare({ found }: SharedCauses): string | undefined {
  if (!found) return 'runs are being compared';
  if (found.comparable !== undefined) return undefined;
  return found.rows.length === 0 ? found.text : 'there is a cause: ↵ lists the runs with it';
}

/** Adds the value to the filter, or opens the first bad run; from the groups, in the runs of the group. */
function chooseShared(shared: SharedCauses, context: SessionContext): Pressed<SharedCauses> {
  const act = sharedRow(shared)?.act;
  return act ? () => follow(act, shared.groupId, context) : shared;
}

function follow(
  act: NonNullable<SharedRow['act']>,
  groupId: string | undefined,
  context: SessionContext,
): void {
  if (act.type === 'open') {
    if (groupId !== undefined) enterGroupRuns(context, groupId);
    openRunById(context, act.address);
  } else if (groupId === undefined) addFilter(context, act.filter);
  else enterGroupRuns(context, groupId, act.filter);
}

function addFilter(context: SessionContext, filter: string): void {
  const state = context.getState();
  const filterText = [state.list.filterText, filter].filter(Boolean).join(' ');
  changeCriteria(context, { filterText }, { step: filterStep(state, filterText) });
}

/** Compares the last failed run with the last success; from the groups, above the runs of the group. */
function compareShared({ found, groupId }: SharedCauses, context: SessionContext): () => void {
  return () => {
    if (found?.comparable === undefined) return;
    if (groupId !== undefined) enterGroupRuns(context, groupId);
    openRunById(context, found.comparable, ({ dispatch }, run) =>
      dispatch({ type: 'compare-requested', request: {}, a: run, against: 'success' }),
    );
  };
}

function copyShared(shared: SharedCauses, context: SessionContext): SharedCauses {
  const text = sharedRow(shared)?.text;
  if (text !== undefined) copyText(context, text, { label: 'the line', hidden: 0 });
  return shared;
}

/** Progress is shown at most so often. */
const shownEveryMs = 100;

async function explain(
  { store, now, dispatch }: SessionContext,
  { opened, signal, update, close }: Running<SharedCauses>,
): Promise<void> {
  let shownAt = Number.NEGATIVE_INFINITY;
  const onProgress = (done: number, total: number): void => {
    if (signal.aborted || now() - shownAt < shownEveryMs) return;
    shownAt = now();
    update(shared => ({ ...shared, progress: { done, total } }));
  };
  try {
    const explanation = await explainFailures(store(), opened.query, { now: now(), signal, onProgress });
    if (signal.aborted) return;
    const found: SharedFound = toSharedFound(explanation, now());
    update(shared => ({ ...shared, found }));
    const { groupId } = opened;
    if (explanation && groupId !== undefined)
      dispatch({
        type: 'group-explained',
        id: groupId,
        text: explanationText(explanation, now()),
        at: now(),
      });
  } catch (error) {
    if (signal.aborted) return;
    close();
    throw error;
  }
}

export const whyCommands: readonly Command[] = [
  {
    id: 'shared-causes',
    keys: ['W'],
    where: ['table', 'groups'],
    group: 'Find',
    label: 'why',
    help: 'what the failed runs share, and since when they fail',
    disabled: state => (state.screen === 'groups' ? noReadGroupReason(state) : undefined),
    hint: unlessMarked(state => state.screen === 'groups' || hasFailures(state)),
    run: openShared,
  },
];
