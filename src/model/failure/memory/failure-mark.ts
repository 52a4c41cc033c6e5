import { cutText } from '../../text/cut-text.ts';

/** The failures of a group as they were shown: no clock, so that what fails meanwhile is not among them. */
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

export type SeenGroup = { readonly failureId: string; readonly shown: ShownFailures };

export const markLimits = { failureId: 200, note: 2_000, ticket: 200 } as const;

type Note = Pick<FailureMark, 'note' | 'ticket'>;

/** A ticket, such as `OPS-12` or `#481`, and what follows; both are optional. */
const ticketFirst = /^(?<ticket>[A-Z][A-Z\d]*-\d+|#\d+)(?::?\s+|$)(?<note>.*)$/su;

/** Reads a note as people write it in one line: `OPS-12 the mail provider is slow`. */
export function parseNote(text: string): Note {
  const { ticket, note = text } = ticketFirst.exec(text.trim())?.groups ?? {};
  return {
    note: cutText(note.trim(), markLimits.note) || undefined,
    ticket: ticket?.slice(0, markLimits.ticket),
  };
}

export function formatNote({ ticket, note }: Note): string {
  return [ticket, note].filter(Boolean).join(' ');
}
