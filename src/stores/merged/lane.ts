import type { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import type { RunPage } from '../store.ts';
import type { Member } from './member.ts';
import type { MergedCursor, Place } from './merged-cursor.ts';
import { compareMerged, isAfter } from './merged-order.ts';

type Shown = NonNullable<MergedCursor['last']>;

/** One member of a list while a page of the list is made: where it was, and the runs that were read of it but not taken. */
export type Lane = {
  readonly member: Member;
  readonly place: () => Place;
  readonly isOpen: () => boolean;
  readonly head: () => RunSummary | undefined;
  readonly take: () => void;
  /** The cursor that the member is to be asked with next. */
  readonly nextCursor: () => string | undefined;
  /** `shown` is the run that the list showed last, before which no run may come any more. */
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
  /** The page after the one that `place` begins with; `undefined` before that was read, `null` when there is none. */
  let next: string | null | undefined;
  let isSpent = false;
  let error: InspectorError | undefined;
  let isPassed = start.last === undefined;

  /** Once a page is used up, the member's place is the next page. */
  function settle(): void {
    if (at < rows.length || next === undefined) return;
    const { cursor: _, last, ...rest } = place;
    if (next === null) place = { ...rest, state: 'done' };
    // A run that was taken and is not in its page any more, because newer ones came, is looked for in the next.
    else place = { ...rest, cursor: next, ...(last && !isPassed ? { last } : {}) };
    next = undefined;
  }

  function withoutTaken(runs: readonly RunSummary[]): readonly RunSummary[] {
    const { last } = place;
    if (!last || isPassed) return runs;
    const lastAt = runs.findIndex(run => run.id === last.id && run.createdAt === last.createdAt);
    const left = lastAt >= 0 ? runs.slice(lastAt + 1) : runs.filter(run => isAfter(run, last));
    isPassed = lastAt >= 0 || left.length > 0;
    return left;
  }

  return {
    member,
    place: () => place,
    isOpen: () => error === undefined && (place.state === 'open' || place.state === 'gap'),
    head: () => rows[at],
    take() {
      const run = rows[at];
      if (!run) return;
      at += 1;
      isPassed = true;
      place = { ...place, last: { createdAt: run.createdAt, id: run.id } };
      settle();
    },
    nextCursor: () => place.cursor,
    add(page, { limit, shown }) {
      const stamped = page.runs.map(run => ({ ...run, target: member.name }));
      const left = withoutTaken(stamped);
      rows = shown && place.state === 'gap' ? left.filter(run => compareMerged(run, shown) > 0) : left;
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
      place = { ...place, state: isFirst && place.state === 'open' ? 'out' : 'gap' };
    },
    error: () => error,
    renew() {
      isSpent = false;
      error = undefined;
    },
  };
}
