import { alreadyText } from '../../../contract/starts/start-request.ts';
import { memo } from '../../../model/memo.ts';
import { runAddress } from '../../../model/run.ts';
import { type RunStatus, statusInfo } from '../../../model/status.ts';
import { countOf, formatCount } from '../../../model/text/formats.ts';
import { displayWidth, truncateText } from '../../../model/text/width.ts';
import { refusalText } from '../../../operations/acts/cancel-runs.ts';
import { actText } from '../../../operations/acts/perform-act.ts';
import type { ListState } from '../../table/list-state.ts';
import { type Acting, canaryText } from './acting.ts';

export type ActingCounts = ReturnType<typeof countActing>;

/** `notEnded` were asked to end; `already` are retries that others had started, included in `done`. */
export function countActing(acting: Acting, list: ListState) {
  const { outcomes, newRuns, phase } = acting;
  const counts = { done: 0, refused: 0, failed: 0, unknown: 0 };
  const ends = { already: 0, canceled: 0, notEnded: 0 };
  outcomes.forEach((outcome, index) => {
    if (!outcome) return;
    counts[outcome.type] += 1;
    if (outcome.type !== 'done') return;
    if (outcome.already) ends.already += 1;
    // Before the end, this would search thousands of runs in each frame.
    const end = phase === 'ended' ? endAt(acting, index, list) : undefined;
    if (end === 'canceled') ends.canceled += 1;
    if (end === 'not-ended') ends.notEnded += 1;
  });
  const known = counts.done + counts.refused + counts.failed + counts.unknown;
  const statuses = new Map<RunStatus, number>();
  for (const { status } of newRuns.values()) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const all = outcomes.length;
  return { ...counts, ...ends, alreadyWords: alreadyWords(outcomes), known, all, newRuns: statuses };
}

/** The outcome as the store reports it by now, otherwise as it was answered. */
export function outcomeText(acting: Acting, index: number, list: ListState): string {
  const { outcomes, phase } = acting;
  const outcome = outcomes[index];
  if (!outcome) return phase === 'ended' ? 'not sent' : 'waiting';
  const end = endAt(acting, index, list);
  if (end === undefined) return outcome.text;
  return end === 'not-ended' ? 'requested, waiting for the run to end' : statusInfo[end].label;
}

/** `undefined` for a run that is not expected to end. */
function endAt(
  { act, runs, outcomes }: Acting,
  index: number,
  { cancels, rows }: ListState,
): RunStatus | 'not-ended' | undefined {
  if (act === 'retry') return undefined;
  const address = runs[index]?.address ?? '';
  const { type, cancel } = outcomes[index] ?? {};
  const phase = cancels.get(address);
  if (phase?.type === 'ended') return phase.status;
  if (type !== 'done') return undefined;
  if (cancel?.type === 'answered' && cancel.result.type === 'canceled') return 'canceled';
  const isOver = listedStatuses(rows).get(address) === 'canceled' && refusalText(phase) === undefined;
  return isOver ? 'canceled' : 'not-ended';
}

const listedStatuses = memo(
  (rows: ListState['rows']) => new Map(rows.map(run => [runAddress(run), run.status])),
);

/** `already started by ada`, or without a name where there are several. */
function alreadyWords(outcomes: Acting['outcomes']): string {
  const by = new Set(outcomes.flatMap(outcome => (outcome?.already ? [outcome.already.by] : [])));
  return alreadyText(by.size === 1 ? { by: [...by][0] } : {});
}

/** `Canceling 12 runs`; once every run that was asked has ended, `Canceled 11 of 12 runs`. */
export function actingTitle({ act, phase }: Acting, { all, done, already, canceled }: ActingCounts): string {
  const runs = countOf(all, 'run');
  const some = (part: number): string => (part === all ? runs : `${formatCount(part)} of ${runs}`);
  const isOver = phase === 'ended' && (act === 'retry' || canceled === done);
  if (!isOver) return actText(act, 'doing', runs);
  return actText(act, 'done', some(act === 'retry' ? done - already : canceled));
}

/**
 * `1,200 requested · 12 refused`, in the end `900 canceled · 300 requested, not ended yet · 20 not sent`, or
 * `17 started · 12 succeeded · 2 failed again · 3 running`: always two lines, so that the rows below stay
 * where they are.
 */
export function actingSummary(acting: Acting, counts: ActingCounts, width: number): readonly string[] {
  const words = [...sentParts(acting, counts), ...leftParts(acting, counts)].flatMap(([runs, word]) =>
    runs > 0 ? [`${formatCount(runs)} ${word}`] : [],
  );
  if (acting.phase === 'stopping') words.push('stopping: waiting for answers to what was sent');
  const ofFirst = canaryText(acting);
  if (ofFirst !== undefined) return [words.join(' · '), ofFirst].map(line => truncateText(line, width));
  const [first = '', ...others] = words;
  let [above, below] = [first, ''];
  for (const word of others) {
    if (below === '' && displayWidth(`${above} · ${word}`) <= width) above += ` · ${word}`;
    else below += `${below === '' ? '' : ' · '}${word}`;
  }
  return [above, below].map(line => truncateText(line, width));
}

type Part = readonly [runs: number, words: string];

/** Ordered by how much they tell about whether a retry helped. */
const statusesOfNewRuns = [
  'success',
  'failed',
  'running',
  'queued',
  'sleeping',
  'waiting',
  'canceled',
  'unknown',
] as const satisfies readonly RunStatus[];

function sentParts({ act, phase }: Acting, counts: ActingCounts): readonly Part[] {
  const { done, already, canceled, notEnded, newRuns } = counts;
  if (act !== 'retry' && phase === 'ended')
    return [
      [canceled, 'canceled'],
      [notEnded, 'requested, not ended yet'],
      [done - canceled - notEnded, 'ended otherwise'],
    ];
  const statuses = statusesOfNewRuns.map((status): Part => [newRuns.get(status) ?? 0, wordsOf(status)]);
  if (act !== 'retry') return [[done, 'requested']];
  return [[done - already, 'started'], [already, counts.alreadyWords], ...statuses];
}

function wordsOf(status: RunStatus): string {
  if (status === 'success') return 'succeeded';
  return status === 'failed' ? 'failed again' : status;
}

function leftParts({ act, phase }: Acting, counts: ActingCounts): readonly Part[] {
  return [
    [counts.refused, 'refused'],
    [counts.failed, act === 'retry' ? 'failed to start' : 'failed'],
    [counts.unknown, 'without an answer'],
    [phase === 'ended' ? counts.all - counts.known : 0, 'not sent'],
  ];
}
