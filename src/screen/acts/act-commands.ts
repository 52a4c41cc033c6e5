import { capabilitiesFor } from '../../contract/capabilities.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { isCancelable } from '../../model/status.ts';
import { missingScopeText, widerTokenHint } from '../../model/token-scope.ts';
import type { EndAct } from '../../operations/acts/cancel-runs.ts';
import type { Act } from '../../operations/acts/perform-act.ts';
import { unsupportedText } from '../../operations/target-refusal.ts';
import { type Command, foremostKeys, nameCommands } from '../shell/keymap.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { errorText } from '../shell/status-lines.ts';
import { describeScope, toQuery } from '../table/list-state.ts';
import {
  chosenRuns,
  hasMarks,
  isFailedOrMarked,
  noChoiceReason,
  pickedRun,
  unlessMarked,
} from '../table/picked-run.ts';
import { doneCommand } from './acts-dialog.ts';
import { askToAct } from './ask-to-act.ts';
import { againReason, stepToRepeat, toChosenSource } from './chosen-runs.ts';
import { editAndRunAgain } from './edit-input.ts';
import { verbCommand } from './verb-menu.ts';

const act = nameCommands({ where: ['table', 'detail'], group: 'Act' });

export const actCommands: readonly Command[] = [
  {
    ...act('cancel', 'x', 'cancel', 'cancel the run, or the marked runs'),
    waits: true,
    disabled: state => noChoiceReason(state) ?? cancelReason(state),
    hint: { rank: cancelRank },
    run: openCancel,
  },
  {
    ...act('cancel-matching', 'X', 'cancel all', 'cancel every active run that matches'),
    where: ['table'],
    disabled: whyNoCancel,
    hint: unlessMarked(({ list }) => list.rows.some(isCancelable)),
    run: openCancelMatching,
  },
  {
    ...act('run-again', 'a', 'run again', 'run it again, on a step from there; or all marked runs'),
    waits: true,
    disabled: state => noChoiceReason(state) ?? againReason('run-again', state),
    hint: { when: isFailedOrMarked },
    run: openRunAgain,
  },
  {
    ...act('run-edited', 'A', 'edit, run', 'edit its input in the editor, and run it again'),
    waits: true,
    disabled: state => noChoiceReason(state) ?? againReason('run-edited', state),
    run: editAndRunAgain,
  },
  verbCommand,
  doneCommand,
];

/** In the table, the hint for one run stands just before the one for all that match. */
function cancelRank(state: State): number {
  if (hasMarks(state)) return 13;
  return state.screen === 'detail' ? 9 : foremostKeys.indexOf('X') - 0.5;
}

function whyNoCancel({ store }: State): string | undefined {
  return scopeReason(store.about) ?? (store.can.cancel ? undefined : unsupportedText(store.target, 'cancel'));
}

/** A token without the scope `read` is reported by the list itself. */
function scopeReason(about: State['store']['about']): string | undefined {
  if (!about?.scopes.includes('read') || about.scopes.includes('cancel')) return undefined;
  return errorText({ message: missingScopeText('cancel'), hint: widerTokenHint });
}

function cancelReason(state: State): string | undefined {
  const refused = whyNoCancel(state);
  if (refused !== undefined || hasMarks(state)) return refused;
  const run = pickedRun(state);
  if (!run) return undefined;
  const { can, target } = state.store;
  if (!capabilitiesFor(can, run.target).cancel) return unsupportedText(target, 'cancel', runAddress(run));
  return isCancelable(run) ? undefined : `${run.name} has already ended`;
}

function openCancel(context: SessionContext): void {
  const state = context.getState();
  const isActed = hasMarks(state) ? isCancelable : () => true;
  askAboutChosen(context, isActed, 'none of the marked runs is active any more', actFor);
}

function openCancelMatching(context: SessionContext): void {
  const { list } = context.getState();
  const query = joinQueries(toQuery(list), parseQuery('status:active'));
  askToAct(context, {
    act: 'cancel',
    source: { type: 'matching', query, label: 'view', of: describeScope(list) },
  });
}

function actFor(runs: readonly RunSummary[], { store }: State): EndAct {
  return store.can.kill && runs.every(run => run.cancelRequestedAt !== undefined) ? 'kill' : 'cancel';
}

function openRunAgain(context: SessionContext): void {
  const none = 'only sessions of agents are marked: only workflows are started again';
  askAboutChosen(
    context,
    ({ kind }) => kind === 'workflow',
    none,
    () => 'retry',
  );
}

function askAboutChosen(
  context: SessionContext,
  isActedOn: (run: RunSummary) => boolean,
  none: string,
  actOf: (runs: readonly RunSummary[], state: State) => Act,
): void {
  const state = context.getState();
  const chosen = chosenRuns(state);
  const runs = chosen.filter(isActedOn);
  if (runs.length === 0) return context.say(none);
  const source = toChosenSource(runs, chosen.length - runs.length, state.now);
  const act = actOf(runs, state);
  const step = act === 'retry' && !hasMarks(state) ? stepToRepeat(state) : undefined;
  askToAct(context, { act, source, step });
}
