import { compareNewest } from '../../contract/lists/run-order.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Member } from './member.ts';
import type { LastShown, MemberPlace } from './merged-cursor.ts';

/** The part of a merged list that comes from one member: how far it was read, and its runs not yet taken. */
export type MemberList = {
  readonly member: Member;
  readonly place: () => MemberPlace;
  readonly isOpen: () => boolean;
  readonly head: () => RunSummary | undefined;
  readonly take: () => void;
  /** Adds the page at the place, without runs that come before the last one that the list has shown. */
  readonly add: (page: RunPage, options: { readonly limit: number; readonly shown?: LastShown }) => void;
  /** Whether its last page ended early, because the member reads under a budget. */
  readonly isBudgetSpent: () => boolean;
  /** Leaves the member out of the page, and out of the whole list where it has not answered yet. */
  readonly fail: (error: InspectorError, isFirst: boolean) => void;
  readonly error: () => InspectorError | undefined;
  /** Starts a new page of the list: the budget is full again, and a member that failed is called again. */
  readonly renew: () => void;
};

export function createMemberList(member: Member, start: MemberPlace): MemberList {
  let place = start;
  let rows: readonly RunSummary[] = [];
  let at = 0;
  /** The cursor after the page at `place`: `undefined` before that was read, `null` when it is the last. */
  let next: string | null | undefined;
  let isSpent = false;
  let error: InspectorError | undefined;

  /** When all runs of a page are taken, the place is the next page. */
  function advance(): void {
    if (at < rows.length || next === undefined) return;
    place = next === null ? { ...place, state: 'done' } : { ...place, cursor: next };
    next = undefined;
  }

  return {
    member,
    place: () => place,
    isOpen: () => error === undefined && place.state === 'open',
    head: () => rows[at],
    take() {
      at += 1;
      advance();
    },
    add(page, { limit, shown }) {
      const stamped = page.runs.map(run => ({ ...run, target: member.name }));
      // A run before the last one shown was shown, was recorded later, or was missing then.
      rows = shown ? stamped.filter(run => compareNewest(run, shown) > 0) : stamped;
      at = 0;
      next = page.nextCursor ?? null;
      const isShort = page.scanned ? page.runs.length < limit : page.runs.length === 0;
      isSpent = isShort && page.nextCursor !== undefined;
      if (page.scanned) place = { ...place, scanned: page.scanned };
      advance();
    },
    isBudgetSpent: () => isSpent,
    fail(reason, isFirst) {
      error = reason;
      place = isFirst ? { ...place, state: 'out' } : { ...place, hasGap: true };
    },
    error: () => error,
    renew() {
      isSpent = false;
      error = undefined;
    },
  };
}
