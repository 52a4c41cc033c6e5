import { cutText } from '../../text/cut-text.ts';
import { formatAge } from '../../text/formats.ts';
import type { FailureGroup } from '../failure-groups.ts';

/** The failures of a group at some time: no clock, so that what fails meanwhile is not among them. */
export type ShownFailures = {
  /** When the runs that failed first and last were created, in epoch ms. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
};

/** A note or a mute of a group: at most one of each kind. */
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
  /** Who made it, and when. */
  readonly by?: string;
  readonly at: number;
  readonly shown: ShownFailures;
};

/** A mark that is yet to be made: the store says when. */
export type NewFailureMark = Omit<FailureMark, 'at' | 'by'>;

/** A group that this user has opened, copied, noted or muted, as it was then. */
export type SeenGroup = { readonly failureId: string; readonly shown: ShownFailures };

export const markLimits = { failureId: 200, note: 2_000, ticket: 200 } as const;

type Note = Pick<FailureMark, 'note' | 'ticket'>;

/** A ticket, such as `OPS-12` or `#481`, and what follows; both are optional. */
const ticketFirst = /^(?<ticket>[A-Z][A-Z\d]*-\d+|#\d+)(?::?\s+|$)(?<note>.*)$/su;

/** Reads a note as people write it in one line: `OPS-12: the mail provider is slow`, or without the colon. */
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

/** The part of a group that a memory looks at. */
export type Remembered = Pick<FailureGroup, 'id' | 'count' | 'first' | 'last' | 'times'>;

export function toShown({ first, last, count }: Omit<Remembered, 'id' | 'times'>): ShownFailures {
  return { firstAt: first.at, lastAt: last.at, count };
}

/** Adds what was seen of a group later: a view that shows fewer of its failures hides none again. */
export function addShown(before: ShownFailures | undefined, shown: ShownFailures): ShownFailures {
  if (!before) return shown;
  return {
    firstAt: Math.min(before.firstAt, shown.firstAt),
    lastAt: Math.max(before.lastAt, shown.lastAt),
    count: Math.max(before.count, shown.count),
  };
}

/**
 * How many failures of the group are not among those shown, at least. Counts are comparable where both begin
 * with the same run: they know the runs that were created earlier and failed later.
 */
export function failuresSince(group: Remembered, shown: ShownFailures): number {
  const more = group.first.at === shown.firstAt ? group.count - shown.count : 0;
  return Math.max(more, failuresAfter(group, shown.lastAt));
}

/** How many failed runs were created after a time, at least: those of its bucket count as one. */
export function failuresAfter({ last, times }: Remembered, at: number): number {
  const later = times.reduce((sum, [start, count]) => (start > at ? sum + count : sum), 0);
  return Math.max(later, last.at > at ? 1 : 0);
}

/** Successful runs of the group's workflows since its last failure. */
export type RunsSince = {
  readonly count: number;
  /** Set where counting ended before all were counted. */
  readonly isMore?: true;
};

const leastSilenceMs = 3_600_000;
/** A silence is unusual from this multiple of the usual time between two failures. */
const timesUsual = 3;

/** How long a group has to be silent until that is not its usual pause between two failures. */
function unusualSilence({ firstAt, lastAt, count }: ShownFailures): number {
  const usual = count > 1 ? (lastAt - firstAt) / (count - 1) : 0;
  return Math.max(leastSilenceMs, usual * timesUsual);
}

/**
 * Whether the group has not failed for longer than usual: then its successful runs are worth counting. What
 * was seen of it before tells what is usual where a filter shows few of its failures.
 */
export function isSilent(group: Remembered, now: number, seen: readonly ShownFailures[] = []): boolean {
  const silence = now - group.last.at;
  return [toShown(group), ...seen].every(shown => silence >= unusualSilence(shown));
}

/** Whether the group failed again after such a silence, which followed what was shown. */
export function isBackAfter(group: Remembered, shown: ShownFailures): boolean {
  const { lastAt } = shown;
  const isSingle = failuresAfter(group, lastAt) === 1 && group.last.at > lastAt;
  const next = isSingle ? group.last.at : group.times.find(([start]) => start > lastAt)?.[0];
  return next !== undefined && next - lastAt >= unusualSilence(shown);
}
