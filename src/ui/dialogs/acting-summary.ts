import { formatCount } from '../../model/text/formats.ts';
import type { Acting } from '../../state/overlays/acting/acting.ts';

export type ActingCounts = {
  readonly all: number;
  readonly known: number;
  readonly done: number;
  /** Of the done ones, those that have ended as canceled. */
  readonly canceled: number;
  readonly refused: number;
  readonly failed: number;
  readonly unknown: number;
};

export function countActing({ outcomes }: Acting, isCanceled: (index: number) => boolean): ActingCounts {
  const counts = { done: 0, refused: 0, failed: 0, unknown: 0 };
  let canceled = 0;
  for (const [index, outcome] of outcomes.entries()) {
    if (!outcome) continue;
    counts[outcome.type] += 1;
    if (outcome.type === 'done' && isCanceled(index)) canceled += 1;
  }
  const known = counts.done + counts.refused + counts.failed + counts.unknown;
  return { ...counts, canceled, known, all: outcomes.length };
}

/** `Canceling 12 runs`; once every run that was asked has ended, `Canceled 11 of 12 runs`. */
export function actingTitle({ act, phase }: Acting, { all, done, canceled }: ActingCounts): string {
  const runs = `${formatCount(all)} runs`;
  const some = (part: number): string => (part === all ? runs : `${formatCount(part)} of ${runs}`);
  if (act === 'retry') return phase === 'ended' ? `Ran ${some(done)} again` : `Running ${runs} again`;
  const isOver = phase === 'ended' && canceled === done;
  if (isOver) return `${act === 'kill' ? 'Killed' : 'Canceled'} ${some(canceled)}`;
  return `${act === 'kill' ? 'Killing' : 'Canceling'} ${runs}`;
}

/** `1,200 requested · 12 refused · 8 failed`; what was stopped is `20 not sent`. */
export function actingSummary({ act, phase }: Acting, counts: ActingCounts): string {
  const parts: readonly (readonly [runs: number, words: string])[] = [
    [counts.done, act === 'retry' ? 'started' : 'requested'],
    [counts.refused, 'refused'],
    [counts.failed, 'failed'],
    [counts.unknown, 'without an answer'],
    [phase === 'ended' ? counts.all - counts.known : 0, 'not sent'],
  ];
  const words = parts.flatMap(([runs, word]) => (runs > 0 ? [`${formatCount(runs)} ${word}`] : []));
  if (phase === 'stopping') words.push('stopping: what was sent is waited for');
  return words.join(' · ');
}
