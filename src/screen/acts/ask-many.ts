import { untilAborted } from '../../async/until-aborted.ts';
import { unofferedNotes, unofferedYet } from '../../contract/starts/offers.ts';
import { InspectorError } from '../../model/errors.ts';
import { findRetried } from '../../operations/acts/find-retried.ts';
import { type FoundRuns, findRuns } from '../../operations/acts/find-runs.ts';
import type { Running } from '../dialogs/define-dialog.ts';
import type { DialogBinding } from '../dialogs/dialog-keys.ts';
import { defineQuestion } from '../dialogs/question.ts';
import { scrollKeys } from '../dialogs/scroller.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { errorText } from '../shell/status-message.ts';
import { dialogRows, type Size } from '../shell/window-size.ts';
import { actOnMany } from './acting/acting-dialog.ts';
import {
  asksForCount,
  type ConfirmMany,
  confirmedRuns,
  createConfirmMany,
  type ManyQuestion,
  moveInFound,
  toggleRetried,
  withFound,
  withInput,
  withOffers,
} from './confirm-many.ts';
import { drawConfirmMany } from './confirm-many-lines.ts';
import { followOffers } from './follow-offers.ts';
import { readInputs } from './read-inputs.ts';

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'confirm-many': ConfirmMany;
  }
}

export const confirmMany = defineQuestion<ConfirmMany>({
  type: 'confirm-many',
  where: 'question of several runs',
  answers: {
    yes: {
      label: ({ act }) => (act === 'retry' ? 'yes, again' : `yes, ${act}`),
      help: 'yes, to fewer than ten runs',
    },
    no: { label: ({ found }) => (found ? 'no' : 'stop'), help: 'no: do nothing, or stop reading' },
    enter: {
      label: confirm => (asksForCount(confirm) ? 'act' : 'answer'),
      help: 'act, once their number is typed; or give the chosen answer, at first No',
    },
  },
  reason: whyNoAnswer,
  typedNumber: {
    isAsked: asksForCount,
    isConsent: confirm => confirmedRuns(confirm) !== undefined,
    hint: toType,
    help: 'type their number, from ten runs on',
    reason: confirm => (confirm.found?.runs.length === 0 ? whyNone(confirm) : undefined),
  },
  keys: [
    {
      keys: ['r'],
      label: ({ withRetried }) => (withRetried ? 'leave out' : 'include'),
      help: 'also those that were run again since, or not those',
      reason: ({ retried }) => (retried.size > 0 ? undefined : 'none of them was run again since'),
      press: toggleRetried,
    },
  ],
  lastKeys: rowKeys(),
  shows: ['size'],
  lines: drawConfirmMany,
  work: (context, running) => {
    const { opened, signal, update } = running;
    context.run(() => read(context, running));
    if (opened.act === 'retry')
      followOffers(context, signal, offers => update(confirm => withOffers(confirm, offers)));
    return undefined;
  },
  onYes: (context, confirm) => {
    const { act, source, retried } = confirm;
    actOnMany(context, { act, runs: confirmedRuns(confirm) ?? [], retried });
    if (source.type === 'marked') context.dispatch({ type: 'marks-cleared' });
  },
});

/** Asks before several runs are acted on, which are read meanwhile. */
export function askToActOnMany(context: SessionContext, question: ManyQuestion): void {
  confirmMany.open(context, createConfirmMany(question));
}

/** As in other lists, except for the key that deletes the number; where all rows fit, none is a hint. */
function rowKeys(): readonly DialogBinding<ConfirmMany>[] {
  return scrollKeys<ConfirmMany>(moveInFound, leastRows)
    .filter(({ keys }) => !keys.includes('ctrl+u'))
    .map(({ label: _, ...binding }) => binding);
}

const mostLinesAroundRows = 10;

/** As many as are visible below the longest notes: no page skips a row. */
function leastRows(_: ConfirmMany, size: Size): number {
  return dialogRows(size) - mostLinesAroundRows;
}

const isReading = 'the runs are still being read';

function whyNoAnswer(confirm: ConfirmMany): string | undefined {
  if (!confirm.found) return isReading;
  return confirm.found.runs.length === 0 ? whyNone(confirm) : undefined;
}

/** Nothing is left to be asked: nobody would begin them, or each was run again since. */
function whyNone({ unoffered, offers }: ConfirmMany): string {
  const [first] = unofferedNotes(unoffered, offers, () => unofferedYet);
  return first?.reason ?? 'all of them were run again since';
}

function toType({ act, found }: ConfirmMany): string {
  const all = found?.runs.length ?? 0;
  return act === 'retry' ? `type ${all} for all, or a smaller number for the last ones` : `type ${all} first`;
}

async function read(context: SessionContext, running: Running<ConfirmMany>): Promise<void> {
  const { opened, signal, update, close } = running;
  const { act, found: isKnown } = opened;
  if (isKnown) return;
  const { dispatch } = context;
  try {
    const found = await untilAborted(findAll(context, running), signal);
    if (found.runs.length === 0) {
      close();
      return dispatch({ type: 'noticed', text: nothingFound(opened), tone: 'info' });
    }
    if (act !== 'retry') return update(confirm => withFound(confirm, found));
    const reading = { store: context.store(), now: context.now(), signal };
    const retried = await untilAborted(findRetried(found.runs, reading), signal);
    update(confirm => withFound(confirm, found, retried));
    await readInputs(context, found.runs, {
      isWanted: () => !signal.aborted,
      onRead: (address, input) => update(confirm => withInput(confirm, address, input)),
    });
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof InspectorError)) throw error;
    close();
    dispatch({ type: 'noticed', text: errorText(error), tone: 'error' });
  }
}

async function findAll(
  { store, now }: SessionContext,
  { opened: { source }, signal, update }: Running<ConfirmMany>,
): Promise<FoundRuns> {
  if (source.type === 'marked') return source.runs;
  const onFound = (soFar: number): void => update(confirm => ({ ...confirm, soFar }));
  return findRuns({ store: store(), query: source.query, now: now(), signal, onFound });
}

function nothingFound({ act, source }: ConfirmMany): string {
  const of = source.type === 'matching' ? source.of : '';
  return act === 'retry' ? `there is no run to run again ${of}` : `no active run matches ${of}`;
}
