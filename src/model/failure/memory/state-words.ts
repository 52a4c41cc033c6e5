import { countOf, countOrMore, formatClock, formatCount, formatDay } from '../../text/formats.ts';
import type { FailureMark, RunsSince } from './failure-mark.ts';
import type { FailureState, FailureStateKind } from './failure-states.ts';

/** The longest of `quiet: 1,204 runs since · OPS-12`, `quiet: 1,204 runs` … `quiet` that fits the columns. */
export function stateWords(state: FailureState, now: number, room = Number.POSITIVE_INFINITY): string {
  const label = labelOf(state);
  const words = kindWords(state, now);
  const labelled = words.map(text => [text, label].filter(word => word !== '').join(' · '));
  // The end of a mute says more than a part of its note.
  const texts = state.kind === 'muted' ? [...labelled.slice(0, -1), ...words] : labelled;
  return texts.find(text => text.length <= room) ?? texts.at(-1) ?? '';
}

export const stateTerms: Readonly<
  Record<FailureStateKind, { readonly word: string; readonly help: string }>
> = {
  new: { word: 'new', help: 'you have not opened, copied, noted or muted it' },
  seen: { word: 'seen +3', help: 'you have, and 3 more runs have failed since' },
  quiet: { word: 'quiet: 3 runs', help: '3 runs have succeeded since it last failed' },
  known: { word: 'known', help: 'has a note or a ticket' },
  muted: { word: 'muted', help: 'until a time, or until more runs have failed' },
  back: { word: 'back', help: 'failed again after a note, a mute or a quiet time' },
};

/** The longest first. */
function kindWords(state: FailureState, now: number): readonly string[] {
  const { kind, runsSince, unseen } = state;
  if (kind === 'quiet') return [...quietWords(runsSince), kind];
  if (kind === 'muted') return [...muteWords(state.muted ?? {}, state.mutedMore, now), kind];
  if (kind === 'seen' && unseen > 0) {
    const short = `+${formatCount(unseen)}`;
    return [`seen, ${countOf(unseen, 'more run')}`, `seen ${short}`, short];
  }
  return [kind];
}

/** The longest first: `muted until 2026-12-24`, `until Dec 24`; `muted for 20 more`, `muted: 20`. */
function muteWords(
  { mutedUntil }: Pick<FailureMark, 'mutedUntil'>,
  more: number | undefined,
  now: number,
): readonly string[] {
  if (mutedUntil !== undefined) {
    const soon = soonWords(mutedUntil, now);
    const date = new Date(mutedUntil);
    const shortDay = `${months[date.getMonth()]} ${date.getDate()}`;
    return [`muted until ${soon ?? formatDay(mutedUntil)}`, `until ${soon ?? shortDay}`];
  }
  return more === undefined ? [] : [`muted for ${formatCount(more)} more`, `muted: ${formatCount(more)}`];
}

/** `muted until Fri`, `muted for 20 more`. */
export function newMuteWords(mute: Pick<FailureMark, 'mutedUntil' | 'mutedForCount'>, now: number): string {
  return muteWords(mute, mute.mutedForCount, now)[0] ?? 'muted';
}

function quietWords(since: RunsSince | undefined): readonly string[] {
  if (!since) return [];
  const { count, isMore = false } = since;
  const short = `quiet: ${formatCount(count)}${isMore ? '+' : ''}`;
  const runs = `quiet: ${countOrMore(count, isMore, 'run')}`;
  return [`${runs} since`, runs, short];
}

function labelOf({ known }: FailureState): string {
  return known?.ticket ?? known?.note?.split('\n', 1)[0] ?? '';
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const dayMs = 86_400_000;

/** `14:02` of the same day, `Fri` in the next days, in the local time zone. */
function soonWords(at: number, now: number): string | undefined {
  if (formatDay(at) === formatDay(now)) return formatClock(at).slice(0, 5);
  return at - now < 6 * dayMs ? weekdays[new Date(at).getDay()] : undefined;
}
