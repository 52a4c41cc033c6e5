import { formatCount, formatTime } from '../../text/formats.ts';
import type { FailureState } from './failure-states.ts';
import type { RunsSince } from './silence.ts';

/**
 * `new`, `known · OPS-12`, `quiet: 1,204 runs since`, `back · OPS-12`, `muted until Fri`, `3 more`; where
 * that is longer than `room`, `quiet: 1,204 runs`, `quiet: 1,204`, or the kind.
 */
export function stateWords(state: FailureState, now: number, room = Number.POSITIVE_INFINITY): string {
  const label = labelOf(state);
  const texts = kindWords(state, now).map(words => [words, label].filter(word => word !== '').join(' · '));
  return texts.find(text => text.length <= room) ?? texts.at(-1) ?? '';
}

/** The longest first. */
function kindWords(state: FailureState, now: number): readonly string[] {
  const { kind, runsSince } = state;
  if (kind === 'quiet') return [...quietWords(runsSince), kind];
  const words = longWords(state, now);
  return kind === 'muted' ? [words, kind] : [words];
}

function longWords({ kind, unseen, muted, mutedMore }: FailureState, now: number): string {
  if (kind === 'seen') return unseen > 0 ? `${formatCount(unseen)} more` : 'seen';
  if (kind !== 'muted') return kind;
  if (muted?.mutedUntil !== undefined) return `muted until ${dayWords(muted.mutedUntil, now)}`;
  return mutedMore === undefined ? 'muted' : `muted for ${formatCount(mutedMore)} more`;
}

function quietWords(since: RunsSince | undefined): readonly string[] {
  if (!since) return [];
  const short = `quiet: ${formatCount(since.count)}${since.isMore ? '+' : ''}`;
  const runs = `${short} ${since.count === 1 ? 'run' : 'runs'}`;
  return [`${runs} since`, runs, short];
}

/** The ticket, else the note's first line. */
function labelOf({ known }: FailureState): string {
  return known?.ticket ?? known?.note?.split('\n', 1)[0] ?? '';
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const dayMs = 86_400_000;

/** `14:02` of the same day, `Fri` in the next days, else a date; all in the local time zone. */
function dayWords(at: number, now: number): string {
  const [date, time = ''] = formatTime(at).split(' ');
  if (date === formatTime(now).split(' ')[0]) return time.slice(0, -3);
  const weekday = at - now < 6 * dayMs ? weekdays[new Date(at).getDay()] : undefined;
  return weekday ?? date ?? '';
}
