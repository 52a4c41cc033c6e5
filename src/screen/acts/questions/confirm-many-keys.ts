import { unofferedNotes, unofferedYet } from '../../../contract/starts/offers.ts';
import { answerBindings } from '../../dialogs/answer-keys.ts';
import type { OverlayBinding, OverlayKeys } from '../../dialogs/overlay-binding.ts';
import { scrollBindings } from '../../dialogs/scroll-keys.ts';
import { deleteBindings, digitBinding } from '../../dialogs/typed-number-keys.ts';
import type { SessionContext } from '../../shell/session-context.ts';
import { dialogRows, type Size } from '../../shell/window-size.ts';
import type { RunTarget } from '../run-target.ts';
import type { ConfirmMany } from './confirm-many.ts';
import { asksForCount, confirmedRuns } from './consent.ts';

export const confirmManyKeys: OverlayKeys<ConfirmMany> = {
  where: 'question of several runs',
  bindings: [
    {
      keys: ['y', 'Y'],
      label: ({ act }) => (act === 'retry' ? 'yes, again' : `yes, ${act}`),
      help: 'yes, to fewer than ten runs',
      reason: whyNoChoice,
      press: (context, confirm) => begin(context, confirm, confirm.found?.runs ?? []),
    },
    {
      keys: ['enter'],
      label: confirm => (asksForCount(confirm) ? 'act' : 'answer'),
      help: 'act, once their number is typed; or give the chosen answer, at first No',
      reason: whyNotNow,
      press: answer,
    },
    {
      keys: ['n', 'N', 'q', 'escape'],
      label: ({ found }) => (found ? 'no' : 'stop'),
      help: 'no: do nothing, or stop reading',
      press: close,
    },
    {
      keys: ['r'],
      label: ({ withRetried }) => (withRetried ? 'leave out' : 'include'),
      help: 'also those that were run again since, or not those',
      reason: ({ retried }) => (retried.size > 0 ? undefined : 'none of them was run again since'),
      press: ({ dispatch }) => dispatch({ overlay: 'confirm-many', type: 'retried-toggled' }),
    },
    ...answerBindings('confirm-many', whyNoChoice),
    digitBinding('confirm-many', {
      help: 'type their number, from ten runs on',
      reason: confirm => (confirm.found?.runs.length === 0 ? whyNone(confirm) : undefined),
    }),
    ...rowBindings(),
    ...deleteBindings('confirm-many'),
  ],
};

/** As in other lists, except for the key that deletes the number; where all rows fit, none is a hint. */
function rowBindings(): readonly OverlayBinding<ConfirmMany>[] {
  const move = ({ dispatch }: SessionContext, by: number): void =>
    dispatch({ overlay: 'confirm-many', type: 'cursor-moved', by });
  return scrollBindings<ConfirmMany>(move, leastRows)
    .filter(({ keys }) => !keys.includes('ctrl+u'))
    .map(({ label: _, ...binding }) => binding);
}

const mostLinesAroundRows = 10;

/** As many as are visible below the longest notes: no page skips a row. */
function leastRows(_: ConfirmMany, size: Size): number {
  return dialogRows(size) - mostLinesAroundRows;
}

const isReading = 'the runs are still being read';

function whyNoChoice(confirm: ConfirmMany): string | undefined {
  if (!confirm.found) return isReading;
  if (confirm.found.runs.length === 0) return whyNone(confirm);
  return asksForCount(confirm) ? toType(confirm) : undefined;
}

function whyNotNow(confirm: ConfirmMany): string | undefined {
  if (!confirm.found) return isReading;
  if (confirm.found.runs.length === 0) return whyNone(confirm);
  return asksForCount(confirm) && !confirmedRuns(confirm) ? toType(confirm) : undefined;
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

function answer(context: SessionContext, confirm: ConfirmMany): void {
  const runs = confirmedRuns(confirm);
  if (runs) begin(context, confirm, runs);
  else close(context);
}

function close({ dispatch }: SessionContext): void {
  dispatch({ overlay: 'confirm-many', type: 'closed' });
}

function begin(
  { dispatch }: SessionContext,
  { act, source, retried }: ConfirmMany,
  runs: readonly RunTarget[],
): void {
  dispatch({ overlay: 'confirm-many', type: 'confirmed' });
  dispatch({ overlay: 'acting', type: 'opened', act, runs, retried });
  if (source.type === 'marked') dispatch({ type: 'marks-cleared' });
}
