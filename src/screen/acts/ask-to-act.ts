import { untilAborted } from '../../async/deadline.ts';
import { unofferedNotes, unofferedYet } from '../../contract/starts/offers.ts';
import { InspectorError } from '../../model/errors.ts';
import { canarySize, groupNamedBy } from '../../operations/acts/canary.ts';
import { remotePlace } from '../../operations/acts/consent.ts';
import { findRetried, findSettled } from '../../operations/acts/find-retried.ts';
import { type FoundRun, type FoundRuns, findRuns } from '../../operations/acts/find-runs.ts';
import { memberOf } from '../../operations/target-refusal.ts';
import { type Running, scrollKeys } from '../dialogs/define-dialog.ts';
import { defineQuestion } from '../dialogs/question.ts';
import { unlessAway } from '../shell/jobs.ts';
import { keyOf } from '../shell/keymap.ts';
import { dialogRows } from '../shell/layout.ts';
import type { SessionContext, Size } from '../shell/state.ts';
import { errorText } from '../shell/status-lines.ts';
import { actOnOne, seeRetried } from './act-on-one.ts';
import {
  type ActQuestion,
  type Asked,
  asks,
  chosenOne,
  createActQuestion,
  leftOutOf,
  moveInFound,
  stepOf,
  toggleCanary,
  toggleRetried,
  toggleStep,
  whyNoCanary,
  whyNoOtherStart,
  withFound,
  withInput,
  withOffers,
} from './act-question.ts';
import { drawActQuestion } from './act-question-lines.ts';
import { actOnMany } from './acting/acting-dialog.ts';
import { followOffers } from './follow-acts.ts';
import { readInputs } from './read-inputs.ts';

export const actQuestion = defineQuestion<ActQuestion>({
  type: 'act-question',
  asks,
  reason: whyNone,
  no: ({ found }) => (found ? 'no' : 'stop'),
  enter: 'act',
  keys: [
    {
      keys: ['r'],
      label: ({ withRetried }) => (withRetried ? 'leave out' : 'include'),
      help: 'include or leave out the runs that were run again already, or are settled',
      reason: question => {
        const isOfMany = question.act === 'retry' && !chosenOne(question);
        if (!isOfMany) return 'this is for several runs that are run again';
        return leftOutOf(question).size > 0 ? undefined : 'none of them was run again yet, or is settled';
      },
      press: toggleRetried,
    },
    {
      keys: ['t'],
      label: ({ isCanary }) => (isCanary ? 'all at once' : 'three first'),
      help: 'run three again first, and the rest once all three have succeeded; or all at once',
      reason: whyNoCanary,
      press: toggleCanary,
    },
    {
      keys: ['s'],
      label: ({ isFromStep }) => (isFromStep ? 'from start' : 'from step'),
      help: 'run it again from the step that the cursor was on, or from its start',
      reason: whyNoOtherStart,
      press: toggleStep,
    },
    // The usual keys of lists without hints, except for the one that deletes a typed number.
    ...scrollKeys<ActQuestion>(moveInFound, leastRows)
      .filter(({ keys }) => !keys.includes('ctrl+u'))
      .map(({ label: _, ...binding }) => binding),
  ],
  lines: drawActQuestion,
  work: (context, running) => {
    const { opened, signal, update } = running;
    const one = chosenOne(opened);
    context.run(() => (one ? readOne(context, running, one) : readMany(context, running)));
    if (opened.act === 'retry')
      followOffers(context, signal, offers => update(question => withOffers(question, offers)));
    return undefined;
  },
  onYes: (context, question, count) => {
    const { act, source, found, retried, edited, isFromStep } = question;
    const fromStep = isFromStep ? stepOf(question) : undefined;
    const runs = found?.runs.slice(0, count) ?? [];
    const [run] = runs;
    if (source.type === 'chosen') context.dispatch({ type: 'marks-cleared' });
    if (run && chosenOne({ source })) actOnOne(context, { act, run, retried, edited, fromStep });
    else actOnMany(context, { act, runs, retried, canary: canaryOf(question, runs.length) });
  },
  onNo: ({ say }, { edited }) => {
    if (typeof edited === 'object') say(`the edited input is kept: ${keyOf('run-edited')} goes on with it`);
  },
});

function canaryOf(question: ActQuestion, runs: number) {
  const { isCanary, source } = question;
  const isWanted = isCanary && whyNoCanary(question) === undefined && runs > canarySize;
  const group = source.type === 'matching' ? groupNamedBy(source.query) : undefined;
  return isWanted ? { size: canarySize, group } : undefined;
}

export function askToAct(
  context: SessionContext,
  asked: Pick<Asked, 'act' | 'source' | 'edited' | 'step'>,
): void {
  const { target, can, unanswered } = context.getState().store;
  const one = chosenOne(asked);
  const retried = unanswered.get(one?.address ?? '');
  const host = remotePlace(one ? memberOf(target, one.address) : target);
  actQuestion.open(context, createActQuestion({ ...asked, target: target.location, host, can, retried }));
}

const mostLinesAroundRows = 10;

/** The rows visible below the longest notes, so that no page skips a row. */
function leastRows(_: ActQuestion, size: Size): number {
  return dialogRows(size) - mostLinesAroundRows;
}

function whyNone({ found, unoffered, offers }: ActQuestion): string | undefined {
  if (!found || found.runs.length > 0) return undefined;
  const [first] = unofferedNotes(unoffered, offers, () => unofferedYet);
  return first?.reason ?? 'all of them were run again already, or are settled';
}

/** What cannot be read now is read when the retry is confirmed. */
async function readOne(
  context: SessionContext,
  { opened: { act, retried, edited }, signal, update }: Running<ActQuestion>,
  run: FoundRun,
): Promise<void> {
  if (act !== 'retry') return;
  const isEdited = typeof edited === 'object';
  await Promise.all([
    isEdited ? undefined : readInputsOf(context, [run], signal, update),
    retried ?? readRetried(),
  ]);

  async function readRetried(): Promise<void> {
    const seen = await unlessAway(() => seeRetried(context, run));
    if (seen) update(question => ({ ...question, retried: seen }));
  }
}

async function readMany(context: SessionContext, running: Running<ActQuestion>): Promise<void> {
  const { opened, signal, update, close } = running;
  if (opened.found) return;
  const { say } = context;
  try {
    const found = await untilAborted(findAll(context, running), signal);
    if (found.runs.length === 0) {
      close();
      return say(nothingFound(opened));
    }
    if (opened.act !== 'retry') return update(question => withFound(question, found));
    const reading = { store: context.store(), now: context.now(), signal };
    const since = Promise.all([findRetried(found.runs, reading), findSettled(found.runs, reading)]);
    const [retried, settled] = await untilAborted(since, signal);
    update(question => withFound(question, found, { retried, settled }));
    await readInputsOf(context, found.runs, signal, update);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof InspectorError)) throw error;
    close();
    say(errorText(error), 'error');
  }
}

function readInputsOf(
  context: SessionContext,
  runs: readonly FoundRun[],
  signal: AbortSignal,
  update: Running<ActQuestion>['update'],
): Promise<void> {
  return readInputs(context, runs, {
    isWanted: () => !signal.aborted,
    onRead: (address, input) => update(question => withInput(question, address, input)),
  });
}

async function findAll(
  { store, now }: SessionContext,
  { opened: { source }, signal, update }: Running<ActQuestion>,
): Promise<FoundRuns> {
  if (source.type === 'chosen') return source.runs;
  const onFound = (soFar: number): void => update(question => ({ ...question, soFar }));
  return findRuns({ store: store(), query: source.query, now: now(), signal, onFound });
}

function nothingFound({ act, source }: ActQuestion): string {
  const of = source.type === 'matching' ? `${source.label} ${source.of}` : '';
  return act === 'retry' ? `no failed run in the ${of}` : `no active run in the ${of}`;
}
