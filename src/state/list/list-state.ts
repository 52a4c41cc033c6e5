import { type MissingTarget, newestFirst, type Sort } from '../../contract/run-store.ts';
import type { RunKind, RunSummary } from '../../model/run.ts';
import type { TimedCancelPhase } from '../cancel/cancel-phase.ts';
import type { ColumnId } from './columns.ts';
import { allRuns, type View } from './views.ts';

/** What the table shows. The cursor is a run's address; `cursorIndex` is where that run stands in `rows`. */
export type ListState = {
  readonly view: View;
  readonly filterText: string;
  readonly kind: RunKind | 'both';
  readonly sort: Sort;
  /** The question that `rows` answer, while another may have been asked. */
  readonly answered?: Pick<ListState, 'view' | 'filterText' | 'kind' | 'sort'>;
  readonly rows: readonly RunSummary[];
  readonly nextCursor?: string;
  readonly scanned?: { readonly read: number; readonly total: number };
  /** Of several targets, those that the last page could not ask. */
  readonly missing: readonly MissingTarget[];
  /** Those whose rows are not all there, because they could not be asked for some page. */
  readonly partial: ReadonlySet<string>;
  /** What is left out because the store could not read it. */
  readonly notes?: readonly string[];
  /** `loading` until the first page of the present question is there. */
  readonly phase: 'loading' | 'ready';
  readonly isLoadingMore: boolean;
  readonly cursorAddress?: string;
  readonly cursorIndex: number;
  /** The index of the first row on screen. */
  readonly top: number;
  /** Runs that came in above the first row on screen since it was last at the top. */
  readonly newAbove: number;
  /** By address. */
  readonly marks: ReadonlyMap<string, RunSummary>;
  /** What became of cancels asked for here, by the runs' addresses. */
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
