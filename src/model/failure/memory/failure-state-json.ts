import { toIsoTime } from '../../text/formats.ts';
import type { FailureState } from './failure-states.ts';

/** The members of a group's data that tell its state. */
export function toStateJson({ kind, unseen, known, muted, mutedMore, runsSince }: FailureState) {
  return {
    state: kind,
    unseen,
    runsSince: runsSince?.count,
    runsSinceIsMore: runsSince?.isMore,
    note: known?.note,
    ticket: known?.ticket,
    notedBy: known?.by,
    notedAt: known && toIsoTime(known.at),
    mutedUntil: muted?.mutedUntil === undefined ? undefined : toIsoTime(muted.mutedUntil),
    mutedMore,
    mutedBy: muted?.by,
    mutedAt: muted && toIsoTime(muted.at),
  };
}
