import { cutText } from '../../text/cut-text.ts';
import { type FailureMark, markLimits } from './failure-mark.ts';

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
