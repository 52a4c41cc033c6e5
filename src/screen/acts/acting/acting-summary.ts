import { alreadyText } from '../../../contract/starts/start-request.ts';
import type { RunStatus } from '../../../model/status.ts';
import { countOf, formatCount } from '../../../model/text/formats.ts';
import { displayWidth, truncateText } from '../../../model/text/width.ts';
import type { Acting } from './acting.ts';

export type ActingCounts = {
  readonly all: number;
  readonly known: number;
  readonly done: number;
  /** Done ones that others have started. */
  readonly already: number;
  /** Who that was, where it is one: `already started by ada`. */
  readonly alreadyWords: string;
  /** Done ones that have ended as canceled. */
  readonly canceled: number;
  /** Done ones that were asked to end and have not ended yet. */
  readonly notEnded: number;
  readonly refused: number;
  readonly failed: number;
  readonly unknown: number;
  /** The runs that a retry started, by the status that was read last. */
  readonly newRuns: ReadonlyMap<RunStatus, number>;
};

export function countActing(
  { outcomes, newRuns }: Pick<Acting, 'outcomes' | 'newRuns'>,
  endOf: (index: number) => { readonly isCanceled: boolean; readonly isNotEnded: boolean },
): ActingCounts {
  const counts = { done: 0, refused: 0, failed: 0, unknown: 0 };
  const ends = { already: 0, canceled: 0, notEnded: 0 };
  outcomes.forEach((outcome, index) => {
    if (!outcome) return;
    counts[outcome.type] += 1;
    if (outcome.type !== 'done') return;
    const { isCanceled, isNotEnded } = endOf(index);
    if (outcome.already) ends.already += 1;
    if (isCanceled) ends.canceled += 1;
    if (isNotEnded) ends.notEnded += 1;
  });
  const known = counts.done + counts.refused + counts.failed + counts.unknown;
  const statuses = new Map<RunStatus, number>();
  for (const { status } of newRuns.values()) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  return {
    ...counts,
    ...ends,
    alreadyWords: alreadyWords(outcomes),
    known,
    all: outcomes.length,
    newRuns: statuses,
  };
}

function alreadyWords(outcomes: Acting['outcomes']): string {
  const by = new Set(outcomes.flatMap(outcome => (outcome?.already ? [outcome.already.by] : [])));
  return alreadyText(by.size === 1 ? { by: [...by][0] } : {});
}

/** `Canceling 12 runs`; once every run that was asked has ended, `Canceled 11 of 12 runs`. */
export function actingTitle({ act, phase }: Acting, { all, done, already, canceled }: ActingCounts): string {
  const runs = countOf(all, 'run');
  const some = (part: number): string => (part === all ? runs : `${formatCount(part)} of ${runs}`);
  if (act === 'retry')
    return phase === 'ended' ? `Ran ${some(done - already)} again` : `Running ${runs} again`;
  const isOver = phase === 'ended' && canceled === done;
  if (isOver) return `${act === 'kill' ? 'Killed' : 'Canceled'} ${some(canceled)}`;
  return `${act === 'kill' ? 'Killing' : 'Canceling'} ${runs}`;
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
  if (acting.phase === 'stopping') words.push('stopping: what was sent is waited for');
  const [first = '', ...others] = words;
  let [above, below] = [first, ''];
  for (const word of others) {
    if (below === '' && displayWidth(`${above} · ${word}`) <= width) above += ` · ${word}`;
    else below += `${below === '' ? '' : ' · '}${word}`;
  }
  return [above, below].map(line => truncateText(line, width));
}

type Part = readonly [runs: number, words: string];

/** In the order in which they tell whether a retry helped. */
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
