import { joinQueries } from '../../model/query/clauses.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import type { RunSummary } from '../../model/run.ts';
import { isCancelable } from '../../model/status.ts';
import { missingScopeText, widerTokenHint } from '../../model/token-scope.ts';
import type { EndAct } from '../../operations/acts/cancel-runs.ts';
import { toFoundRun } from '../../operations/acts/find-runs.ts';
import { unsupportedText } from '../../operations/target-refusal.ts';
import type { Command } from '../shell/command.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { errorText } from '../shell/status-message.ts';
import {
  chosenRuns,
  hasMarks,
  isFailedOrMarked,
  noChoiceReason,
  pickedRun,
  unlessMarked,
} from '../table/picked-run.ts';
import { describeScope, toQuery } from '../table/views.ts';
import { askToActOnMany } from './ask-many.ts';
import { againReason, toMarkedSource } from './chosen-runs.ts';
import { confirmCancel, createConfirmCancel } from './confirm-cancel.ts';
import { editAndRunAgain } from './edit-input.ts';
import { askToRunAgain } from './run-again.ts';

const act = { where: ['table', 'detail'], group: 'Act' } as const;

export const actCommands: readonly Command[] = [
  {
    ...act,
    id: 'cancel',
    keys: ['x'],
    label: 'cancel',
    help: 'cancel the run, or the marked runs',
    waits: true,
    disabled: state => noChoiceReason(state) ?? cancelReason(state),
    hint: { rank: cancelRank },
    run: openConfirmCancel,
  },
  {
    id: 'cancel-matching',
    keys: ['X'],
    where: ['table'],
    group: 'Act',
    label: 'cancel all',
    help: 'cancel every active run that matches',
    disabled: whyNoCancel,
    hint: unlessMarked(({ list }) => list.rows.some(isCancelable)),
    run: openCancelMatching,
  },
  {
    ...act,
    id: 'run-again',
    keys: ['a'],
    label: 'run again',
    help: 'run it again with its input, or the marked runs',
    waits: true,
    disabled: state => noChoiceReason(state) ?? againReason('run-again', state),
    hint: { when: isFailedOrMarked },
    run: openRunAgain,
  },
  {
    ...act,
    id: 'run-edited',
    keys: ['A'],
    label: 'edit, run',
    help: 'edit its input in the editor, and run it again',
    waits: true,
    disabled: state => noChoiceReason(state) ?? againReason('run-edited', state),
    run: editAndRunAgain,
  },
];

function cancelRank(state: State): number {
  if (hasMarks(state)) return 13;
  return state.screen === 'detail' ? 89 : 60;
}

/** Why no run of this target can be canceled. */
function whyNoCancel({ store }: State): string | undefined {
  return scopeReason(store.about) ?? (store.can.cancel ? undefined : unsupportedText(store.target, 'cancel'));
}

/** The list itself reports a token without the scope `read`. */
function scopeReason(about: State['store']['about']): string | undefined {
  if (!about?.scopes.includes('read') || about.scopes.includes('cancel')) return undefined;
  return errorText({ message: missingScopeText('cancel'), hint: widerTokenHint });
}

function cancelReason(state: State): string | undefined {
  const refused = whyNoCancel(state);
  if (refused !== undefined || hasMarks(state)) return refused;
  const run = pickedRun(state);
  return run && !isCancelable(run) ? `${run.name} has already ended` : undefined;
}

/** Asks whether to cancel the chosen runs; several of them, as far as they are active. */
function openConfirmCancel(context: SessionContext): void {
  const state = context.getState();
  const chosen = chosenRuns(state);
  const runs = hasMarks(state) ? chosen.filter(isCancelable) : chosen;
  const [first] = runs;
  if (!first) {
    const text = 'none of the marked runs is active any more';
    return context.dispatch({ type: 'noticed', text, tone: 'info' });
  }
  const act = actFor(runs, state);
  const target = state.store.target.location;
  if (chosen.length === 1) {
    const run = toFoundRun(first, state.now);
    return confirmCancel.open(context, createConfirmCancel({ act, run, target }));
  }
  const source = toMarkedSource(runs, chosen.length - runs.length, state.now);
  askToActOnMany(context, { act, source, target });
}

/** Asks whether to cancel every active run that the list asks for, in sight or not. */
function openCancelMatching(context: SessionContext): void {
  const { list, store } = context.getState();
  const query = joinQueries(toQuery(list), parseQuery('status:active'));
  const of = describeScope(list);
  const target = store.target.location;
  const source = { type: 'matching', query, of } as const;
  askToActOnMany(context, { act: 'cancel', source, target });
}

/** `kill` when the store supports it and a cancel of every run was already requested. */
function actFor(runs: readonly RunSummary[], { store }: State): EndAct {
  return store.can.kill && runs.every(run => run.cancelRequestedAt !== undefined) ? 'kill' : 'cancel';
}

/** Asks whether the open run, or the marked ones, are to run again, and reads meanwhile what that takes. */
function openRunAgain(context: SessionContext): void {
  const state = context.getState();
  const { now, store } = state;
  const chosen = chosenRuns(state);
  const runs = chosen.filter(({ kind }) => kind === 'workflow');
  const [first] = runs;
  if (!first) {
    const text = 'only sessions of agents are marked: only workflows are started again';
    return context.dispatch({ type: 'noticed', text, tone: 'info' });
  }
  if (chosen.length === 1) return askToRunAgain(context, first);
  const source = toMarkedSource(runs, chosen.length - runs.length, now);
  askToActOnMany(context, { act: 'retry', source, target: store.target.location });
}
