import { cutText } from '../../text/cut-text.ts';
import { formatAge } from '../../text/formats.ts';
import type { FailureGroup } from '../failure-groups.ts';

/** The failures of a group as a user saw them; it has no clock, so later failures are never among them. */
export type ShownFailures = {
  /** The times of creation of the first and the last failed run, in epoch ms. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
};

/** A note or a mute; a group has at most one of each. */
export type FailureMark = {
  /** The group's id when the mark was made. */
  readonly failureId: string;
  readonly kind: 'known' | 'muted';
  readonly note?: string;
  /** Names an issue elsewhere, such as `OPS-12`. */
  readonly ticket?: string;
  /** Epoch ms. */
  readonly mutedUntil?: number;
  /** Muted until so many more runs have failed. */
  readonly mutedForCount?: number;
  readonly by?: string;
  readonly at: number;
  readonly shown: ShownFailures;
};

/** A mark before the store adds who and when. */
export type NewFailureMark = Omit<FailureMark, 'at' | 'by'>;

/** A group as it was when this user opened, copied, noted or muted it. */
export type SeenGroup = { readonly failureId: string; readonly shown: ShownFailures };

export const markLimits = { failureId: 200, note: 2_000, ticket: 200 } as const;

type Note = Pick<FailureMark, 'note' | 'ticket'>;

/** `OPS-12` or `#481`, and a note; both are optional. */
const ticketFirst = /^(?<ticket>[A-Z][A-Z\d]*-\d+|#\d+)(?::?\s+|$)(?<note>.*)$/su;

/** Reads one line, `OPS-12: the mail provider is slow`, also without the colon. */
export function parseNote(text: string): Note {
  const { ticket, note = text } = ticketFirst.exec(text.trim())?.groups ?? {};
  return {
    note: cutText(note.trim(), markLimits.note) || undefined,
    ticket: ticket?.slice(0, markLimits.ticket),
  };
}

/** `OPS-12: the mail provider is slow`. */
export function formatNote({ ticket, note }: Note): string {
  return [ticket, note].filter(Boolean).join(': ');
}

/** `ada, 2h ago`. */
export function madeBy({ by, at }: Pick<FailureMark, 'by' | 'at'>, now: number): string {
  return [by, formatAge(at, now)].filter(Boolean).join(', ');
}

/** `OPS-12: the mail provider is slow · ada, 2h ago`. */
export function noteText(mark: FailureMark, now: number): string {
  return `${formatNote(mark)} · ${madeBy(mark, now)}`;
}

export type Remembered = Pick<FailureGroup, 'id' | 'count' | 'first' | 'last' | 'times'>;

export function toShown({ first, last, count }: Omit<Remembered, 'id' | 'times'>): ShownFailures {
  return { firstAt: first.at, lastAt: last.at, count };
}

/** Merges what was seen later, in a view that may show fewer of the failures. */
export function addShown(before: ShownFailures | undefined, shown: ShownFailures): ShownFailures {
  if (!before) return shown;
  return {
    firstAt: Math.min(before.firstAt, shown.firstAt),
    lastAt: Math.max(before.lastAt, shown.lastAt),
    count: Math.max(before.count, shown.count),
  };
}

/** At least so many failures are not among those shown; counts from the same first run are comparable. */
export function failuresSince(group: Remembered, shown: ShownFailures): number {
  const more = group.first.at === shown.firstAt ? group.count - shown.count : 0;
  return Math.max(more, failuresAfter(group, shown.lastAt));
}

/** At least so many runs that failed were created later: those in the bucket of `at` count as one. */
export function failuresAfter({ last, times }: Remembered, at: number): number {
  const later = times.reduce((sum, [start, count]) => (start > at ? sum + count : sum), 0);
  return Math.max(later, last.at > at ? 1 : 0);
}

/** Runs of the group's workflows that succeeded after its last failure. */
export type RunsSince = {
  readonly count: number;
  /** Set where counting stopped early. */
  readonly isMore?: true;
};

const leastSilenceMs = 3_600_000;
/** A silence is unusual from this multiple of the usual time between two failures. */
const timesUsual = 3;

/** How long a group must be silent until the silence is unusual. */
function unusualSilence({ firstAt, lastAt, count }: ShownFailures): number {
  const usual = count > 1 ? (lastAt - firstAt) / (count - 1) : 0;
  return Math.max(leastSilenceMs, usual * timesUsual);
}

/** Whether a group is silent for longer than usual, also by what was seen where a filter hides failures. */
export function isSilent(group: Remembered, now: number, seen: readonly ShownFailures[] = []): boolean {
  const silence = now - group.last.at;
  return [toShown(group), ...seen].every(shown => silence >= unusualSilence(shown));
}

/** Whether the group failed again after an unusual silence that followed what was shown. */
export function isBackAfter(group: Remembered, shown: ShownFailures): boolean {
  const { lastAt } = shown;
  const isSingle = failuresAfter(group, lastAt) === 1 && group.last.at > lastAt;
  const next = isSingle ? group.last.at : group.times.find(([start]) => start > lastAt)?.[0];
  return next !== undefined && next - lastAt >= unusualSilence(shown);
}
