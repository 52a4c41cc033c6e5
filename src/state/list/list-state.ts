import { type MissingTarget, newestFirst, type Sort } from '../../contract/run-store.ts';
import type { RunKind, RunSummary } from '../../model/run.ts';
import type { TimedCancelPhase } from '../cancel/cancel-phase.ts';
import type { ColumnId } from './columns.ts';
import { allRuns, type View } from './views.ts';

/** What the table shows. The cursor is a run's address; `cursorIndex` is the index of that run in `rows`. */
export type ListState = {
  readonly view: View;
  readonly filterText: string;
  readonly kind: RunKind | 'both';
  readonly sort: Sort;
  /** The criteria of `rows`, while rows for other criteria may be loading. */
  readonly answered?: Pick<ListState, 'view' | 'filterText' | 'kind' | 'sort'>;
  readonly rows: readonly RunSummary[];
  readonly nextCursor?: string;
  readonly scanned?: { readonly read: number; readonly total: number };
  /** Of several targets, those that could not be reached for the last page. */
  readonly missing: readonly MissingTarget[];
  /** The targets whose rows are incomplete, because they could not be reached for some page. */
  readonly partial: ReadonlySet<string>;
  /** What the store left out because it could not be read. */
  readonly notes?: readonly string[];
  /** `loading` until the first page for the current criteria has arrived. */
  readonly phase: 'loading' | 'ready';
  readonly isLoadingMore: boolean;
  readonly cursorAddress?: string;
  readonly cursorIndex: number;
  /** The index of the first row on screen. */
  readonly top: number;
  /** Runs that are new above the first row on the screen since the table was last at its top. */
  readonly newAbove: number;
  /** By address. */
  readonly marks: ReadonlyMap<string, RunSummary>;
  /** How far cancels that were requested here have come, by the runs' addresses. */
  readonly cancels: ReadonlyMap<string, TimedCancelPhase>;
};

export type TableLook = {
  readonly columns: readonly ColumnId[];
  readonly absoluteTimes: boolean;
};

export function createList(filterText = ''): ListState {
  return {
    view: allRuns,
    filterText,
    kind: 'both',
    sort: newestFirst,
    rows: [],
    missing: [],
    partial: new Set(),
    phase: 'loading',
    isLoadingMore: false,
    cursorIndex: 0,
    top: 0,
    newAbove: 0,
    marks: new Map(),
    cancels: new Map(),
  };
}
