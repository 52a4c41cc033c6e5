import { groupPlace } from '../../model/failure/failure-groups.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import type { RunSummary } from '../../model/run.ts';
import type { FailureExplanation } from '../../model/share/explanation-json.ts';
import { explainFailures } from '../../operations/failures/failure-explanation.ts';
import { createFailureIdReader } from '../../operations/failures/failure-votes.ts';
import { copyText } from '../copy/copy.ts';
import { defineDialog, type Pressed, type Running, scrollKeys } from '../dialogs/define-dialog.ts';
import { cursorGroup, groupFilter, noReadGroupReason } from '../groups/groups-state.ts';
import { enterGroupRuns, groupQuestion } from '../groups/open-groups.ts';
import { backToTable, openRunById } from '../run/open-run-by-id.ts';
import { type Command, nameCommands } from '../shell/keymap.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { changeCriteria, filterStep } from '../table/list-actions.ts';
import { describeScope, toQuery } from '../table/list-state.ts';
import { hasFailures, unlessMarked } from '../table/picked-run.ts';
import {
  causeQueries,
  createSharedCauses,
  moveInShared,
  rowsOnPage,
  type SharedCauses,
  type SharedQuestion,
  type SharedRow,
  sharedCausesLines,
  sharedRoom,
  sharedRow,
  toSharedFound,
  withFoundRows,
} from './shared-causes.ts';

export const sharedDialog = defineDialog<SharedCauses>({
  type: 'shared-causes',
  keys: {
    where: 'shared causes',
    bindings: [
      {
        keys: ['enter'],
        label: whatToChoose,
        help: 'list the runs with the value, or open the first bad run',
        reason: whyNothingToChoose,
        press: chooseShared,
      },
      {
        keys: ['d'],
        label: 'compare',
        help: 'compare the last failed run with the last success before it, where there is no shared cause',
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

function sharedQuestion({ screen, groups, list, detail }: State): SharedQuestion {
  const group = screen === 'groups' ? cursorGroup(groups) : undefined;
  if (group) return questionOfGroup(group, groupPlace(group), list);
  const ofList = { query: toQuery(list), of: `view ${describeScope(list)}` };
  if (screen !== 'detail' || !detail) return ofList;
  return { ...ofList, of: `group of this run · ${ofList.of}`, run: detail.summary };
}

function questionOfGroup(
  group: Parameters<typeof groupQuestion>[0],
  place: string,
  list: State['list'],
): SharedQuestion {
  const { query, of } = groupQuestion(group, list);
  return { query, of: `group ${place}: ${of}`, groupId: group.id };
}

/** `undefined` if the run is in no group. */
async function questionOfRun(
  { store, now, getState }: SessionContext,
  run: RunSummary,
  signal: AbortSignal,
): Promise<SharedQuestion | undefined> {
  const idOf = await createFailureIdReader(store(), { now: now(), signal }).read([run]);
  const [groupId, example] = [idOf(run), knownFailure(run)];
  if (groupId === undefined || !example) return undefined;
  const place = [run.name, example.step].filter(Boolean).join(' · ');
  return { ...questionOfGroup({ id: groupId, example }, place, getState().list), run };
}

function whatToChoose(shared: SharedCauses): string {
  const act = sharedRow(shared)?.act;
  return act?.type === 'open' ? 'first bad run' : (act?.label ?? 'filter');
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

function chooseShared(shared: SharedCauses, context: SessionContext): Pressed<SharedCauses> {
  const act = sharedRow(shared)?.act;
  return act ? () => follow(act, shared, context) : shared;
}

function follow(act: NonNullable<SharedRow['act']>, { groupId, run }: SharedCauses, context: SessionContext) {
  const isFromGroups = groupId !== undefined && run === undefined;
  if (act.type === 'open') {
    if (isFromGroups) enterGroupRuns(context, groupId);
    openRunById(context, act.address);
  } else if (isFromGroups) enterGroupRuns(context, groupId, act.filter);
  else addFilter(context, groupId, act.filter);
}

function addFilter(context: SessionContext, groupId: string | undefined, filter: string): void {
  const state = context.getState();
  const { filterText: before } = state.list;
  const group = groupId === undefined ? '' : groupFilter(groupId);
  const isNamed = before.split(/\s+/u).includes(group);
  const filterText = [before, isNamed ? '' : group, filter].filter(Boolean).join(' ');
  const step = filterStep(state, filterText);
  if (state.screen === 'detail') backToTable(context);
  changeCriteria(context, { filterText }, { step });
}

function compareShared({ found, groupId, run }: SharedCauses, context: SessionContext): () => void {
  return () => {
    if (found?.comparable === undefined) return;
    if (groupId !== undefined && !run) enterGroupRuns(context, groupId);
    openRunById(context, found.comparable, ({ dispatch }, last) =>
      dispatch({ type: 'compare-requested', request: {}, a: last, against: 'success' }),
    );
  };
}

function copyShared(shared: SharedCauses, context: SessionContext): SharedCauses {
  const text = sharedRow(shared)?.text;
  if (text !== undefined) copyText(context, text, { label: 'the line', hidden: 0 });
  return shared;
}

const progressEveryMs = 100;

async function explain(
  context: SessionContext,
  { opened, signal, update, close }: Running<SharedCauses>,
): Promise<void> {
  const { store, now, dispatch } = context;
  let shownAt = Number.NEGATIVE_INFINITY;
  const onProgress = (done: number, total: number): void => {
    if (signal.aborted || now() - shownAt < progressEveryMs) return;
    shownAt = now();
    update(shared => ({ ...shared, progress: { done, total } }));
  };
  try {
    const ofRun = opened.run && (await questionOfRun(context, opened.run, signal));
    if (ofRun) update(shared => ({ ...shared, ...ofRun }));
    const { query, groupId } = ofRun ?? opened;
    const explanation = await explainFailures(store(), query, { now: now(), signal, onProgress });
    if (signal.aborted) return;
    update(shared => withFoundRows(shared, toSharedFound(explanation, now())));
    if (!explanation) return;
    if (groupId !== undefined) dispatch({ type: 'group-explained', id: groupId, explanation, at: now() });
    const own = new Map<number, FailureExplanation>();
    for (const [index, ofCause] of causeQueries(explanation).entries()) {
      const causes = ofCause && joinQueries(query, ofCause);
      const found = causes && (await explainFailures(store(), causes, { now: now(), signal }));
      if (signal.aborted) return;
      if (!found) continue;
      own.set(index, found);
      update(shared => withFoundRows(shared, toSharedFound(explanation, now(), own)));
    }
  } catch (error) {
    if (signal.aborted) return;
    close();
    throw error;
  }
}

const understand = nameCommands({ where: ['table', 'groups', 'detail'], group: 'Understand' });

export const whyCommands: readonly Command[] = [
  {
    ...understand('shared-causes', 'W', 'why', 'what the failed runs share, and since when they fail'),
    disabled: whyNotShared,
    hint: unlessMarked(state => state.screen !== 'table' || hasFailures(state)),
    run: context => sharedDialog.open(context, createSharedCauses(sharedQuestion(context.getState()))),
  },
];

function whyNotShared(state: State): string | undefined {
  if (state.screen === 'groups') return noReadGroupReason(state);
  if (state.screen !== 'detail' || state.detail?.summary.status === 'failed') return undefined;
  return 'this run has not failed';
}
