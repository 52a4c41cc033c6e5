import type {
  CancelResult,
  Capabilities,
  MissingTarget,
  ServerAbout,
  Sort,
  StatusCounts,
  TargetInfo,
} from '../../contract/run-store.ts';
import { newestFirst } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Candidate } from '../../model/query/complete.ts';
import type { Run, RunKind, RunSummary } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { DetailState } from '../detail/detail-state.ts';
import { type ColumnId, columnsFor } from '../list/columns.ts';
import { builtInViews, type View } from '../list/views.ts';

export type Size = { readonly columns: number; readonly rows: number };

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

export type CancelPhase =
  | { readonly type: 'asking' }
  | { readonly type: 'answered'; readonly result: CancelResult; readonly act?: EndAct }
  /** The run that was asked to end has ended. */
  | { readonly type: 'ended'; readonly status: RunStatus }
  /** No answer came: whether the run is to end is not known. */
  | { readonly type: 'unknown'; readonly error: InspectorError; readonly act?: EndAct }
  | { readonly type: 'error'; readonly error: InspectorError; readonly act?: EndAct };

/** `at` is when it became so. */
export type TimedCancelPhase = CancelPhase & { readonly at: number };

/** How runs are ended: asked to, so that they can clean up, or at once, when asking did not end them. */
export type EndAct = 'cancel' | 'kill';

export type TableLook = {
  readonly columns: readonly ColumnId[];
  readonly absoluteTimes: boolean;
};

export type FilterBar = {
  readonly text: string;
  /** UTF-16 units before the caret. */
  readonly caret: number;
  readonly ghost: string;
  readonly candidates: readonly Candidate[];
  readonly error?: string;
  /** Newest last; `historyIndex` counts back from the end, 0 is the text being typed. */
  readonly historyIndex: number;
  readonly draft: string;
  /** What was in force when the bar was opened; Esc goes back to it. */
  readonly before: string;
};

export type MenuItem = { readonly id: string; readonly label: string; readonly hint?: string };

export type MenuPurpose = 'view' | 'sort' | 'columns' | 'copy' | 'target';

/** A run that is to end, as it stood when that was asked. */
export type CancelTarget = {
  readonly address: string;
  readonly id: string;
  /** The target's name, where there are several. */
  readonly target?: string;
  readonly name: string;
  readonly status: string;
};

/** What lies over the screen and has the keys. */
export type Overlay =
  | { readonly type: 'none' }
  | { readonly type: 'filter'; readonly bar: FilterBar }
  | { readonly type: 'search'; readonly text: string; readonly caret: number }
  | { readonly type: 'help'; readonly top: number }
  | { readonly type: 'palette'; readonly text: string; readonly caret: number; readonly index: number }
  | {
      readonly type: 'menu';
      readonly purpose: MenuPurpose;
      readonly title: string;
      readonly items: readonly MenuItem[];
      readonly index: number;
      /** What is copied from, as it was read for this menu. */
      readonly run?: Run;
    }
  | {
      readonly type: 'confirm-cancel';
      readonly act: EndAct;
      readonly runs: readonly CancelTarget[];
      readonly target: string;
      readonly choice: 'no' | 'yes';
    }
  | { readonly type: 'outcomes'; readonly runs: readonly CancelTarget[]; readonly top: number }
  | { readonly type: 'name-view'; readonly text: string; readonly caret: number };

/** How the screen stands with the store. */
export type Link =
  | { readonly type: 'live' }
  | {
      readonly type: 'stale';
      readonly since: number;
      readonly error: InspectorError;
      readonly retryAt: number;
    };

export type Notice = { readonly text: string; readonly tone: 'info' | 'error'; readonly at: number };

export type State = {
  readonly size: Size;
  readonly now: number;
  readonly target: TargetInfo;
  readonly can: Capabilities;
  /** What the server says of itself, once it did. */
  readonly about?: ServerAbout;
  /** `detail` when the detail has the keys; the detail may be open beside the table all the same. */
  readonly screen: 'table' | 'detail';
  readonly overlay: Overlay;
  readonly list: ListState;
  readonly look: TableLook;
  readonly detail?: DetailState;
  readonly counts?: StatusCounts;
  readonly link: Link;
  /** Whether changes of the store are left alone until the user wants them. */
  readonly isPaused: boolean;
  readonly notice?: Notice;
};

type Start = {
  readonly size: Size;
  readonly now: number;
  readonly target: TargetInfo;
  readonly can: Capabilities;
  readonly filterText?: string;
};

const [allView] = builtInViews;

export function createState(start: Start): State {
  if (!allView) throw new Error('there are no views');
  return {
    size: start.size,
    now: start.now,
    target: start.target,
    can: start.can,
    screen: 'table',
    overlay: { type: 'none' },
    list: {
      view: allView,
      filterText: start.filterText ?? '',
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
    },
    look: { columns: columnsFor(start.target), absoluteTimes: false },
    link: { type: 'live' },
    isPaused: false,
  };
}
