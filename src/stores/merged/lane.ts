import type { RunPage } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Member } from './member.ts';
import type { Place, Shown } from './merged-cursor.ts';
import { compareMerged } from './merged-order.ts';

/**
 * One member of a list while a page of the list is made: where it was, and the runs that were read of it but
 * not taken.
 */
export type Lane = {
  readonly member: Member;
  readonly place: () => Place;
  readonly isOpen: () => boolean;
  readonly head: () => RunSummary | undefined;
  readonly take: () => void;
  /**
   * Adds the page that begins where the lane's place is, but nothing that comes before what the list showed
   * last.
   */
  readonly add: (page: RunPage, asked: { readonly limit: number; readonly shown?: Shown }) => void;
  /** Whether its last page ended early, because it reads under a budget. */
  readonly isSpent: () => boolean;
  /** Leaves it out of the page, and of the list when it gave nothing so far. */
  readonly fail: (error: InspectorError, isFirst: boolean) => void;
  readonly error: () => InspectorError | undefined;
  /** Begins a new page of the list: budgets are full again, and who failed is asked again. */
  readonly renew: () => void;
};

export function createLane(member: Member, start: Place): Lane {
  let place = start;
  let rows: readonly RunSummary[] = [];
  let at = 0;
  /**
   * The page after the one that `place` begins with; `undefined` before that was read, `null` when there is
   * none.
   */
  let next: string | null | undefined;
  let isSpent = false;
  let error: InspectorError | undefined;

  /** Once a page is used up, the member's place is the next page. */
  function settle(): void {
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
      settle();
    },
    add(page, { limit, shown }) {
      const stamped = page.runs.map(run => ({ ...run, target: member.name }));
      // What stands before the last one shown was shown, or came later, or was missing then.
      rows = shown ? stamped.filter(run => compareMerged(run, shown) > 0) : stamped;
      at = 0;
      next = page.nextCursor ?? null;
      const isShort = page.scanned ? page.runs.length < limit : page.runs.length === 0;
      isSpent = isShort && page.nextCursor !== undefined;
      if (page.scanned) place = { ...place, scanned: page.scanned };
      settle();
    },
    isSpent: () => isSpent,
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
