import type { Capabilities } from '../../contract/capabilities.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import type { Sort } from '../../contract/lists/sort.ts';
import type { ServerAbout } from '../../contract/server-about.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Reason } from '../../model/query/misread-terms.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Retried } from '../../operations/acts/find-retried.ts';
import type { CancelPhase } from '../acts/cancel-phase.ts';
import type { CompareAction } from '../compare/compare-actions.ts';
import type { OpenOverlay, OverlayAction } from '../dialogs/overlay.ts';
import type { GroupsAction } from '../groups/groups-actions.ts';
import type { Remembered, SavedView } from '../remembered/remembered.ts';
import type { DetailAction } from '../run/detail-actions.ts';
import type { ColumnId } from '../table/columns.ts';
import type { EndPage } from '../table/end/end-rows.ts';
import type { FilterStep, ListState, MarkAnchor, MatchCount, TableLook } from '../table/list-state.ts';
import type { PagePlace } from '../table/reduce-list.ts';
import type { ShownCounts } from '../views/views.ts';
import type { Notice, State, Task } from './state.ts';
import type { Size } from './window-size.ts';

/** Every change of the state is one of these. */
export type Action = ScreenAction | OverlayAction;

export type ScreenAction =
  | { readonly type: 'clock-ticked'; readonly now: number }
  | { readonly type: 'resized'; readonly size: Size }
  | {
      readonly type: 'criteria-changed';
      readonly criteria: Partial<ListCriteria>;
      /** The columns of another view. */
      readonly columns?: readonly ColumnId[];
      /** A value was added to the filter. */
      readonly step?: FilterStep;
      /** What is left of the steps after one was taken back. */
      readonly steps?: readonly FilterStep[];
    }
  | { readonly type: 'value-field-used'; readonly field: string }
  | { readonly type: 'views-changed'; readonly views: readonly SavedView[] }
  | { readonly type: 'more-requested' }
  | ({ readonly type: 'page-loaded'; readonly page: RunPage } & PagePlace)
  | ({ readonly type: 'end-loaded'; readonly isPart: boolean } & EndPage)
  | { readonly type: 'beginning-chosen' }
  | { readonly type: 'load-failed'; readonly error: InspectorError; readonly retryAt: number }
  | { readonly type: 'query-refused'; readonly error: InspectorError }
  | { readonly type: 'link-restored'; readonly can: Capabilities }
  | { readonly type: 'overlay-reopened'; readonly reopened: OpenOverlay }
  | { readonly type: 'empty-list-explained'; readonly reasons: readonly Reason[] }
  | { readonly type: 'pause-toggled' }
  | { readonly type: 'notify-toggled' }
  /** Without a text it is as recorded again, or was sent. */
  | { readonly type: 'input-edited'; readonly address: string; readonly text?: string }
  /** `retried`: the earlier retries as they were seen; absent where the start was answered. */
  | { readonly type: 'start-sent'; readonly address: string; readonly retried?: Retried }
  | { readonly type: 'about-loaded'; readonly about: ServerAbout | undefined }
  | { readonly type: 'counts-loaded'; readonly counts: ShownCounts | undefined }
  | { readonly type: 'matches-counted'; readonly matches: MatchCount }
  | { readonly type: 'cursor-moved'; readonly index: number }
  | { readonly type: 'failed-run-reached'; readonly index: number }
  | { readonly type: 'mark-toggled' }
  /** Marks these runs, or takes their marks away. */
  | { readonly type: 'range-marked'; readonly runs: readonly RunSummary[]; readonly anchor: MarkAnchor }
  | { readonly type: 'marks-cleared' }
  | { readonly type: 'look-changed'; readonly look: Partial<TableLook> }
  | { readonly type: 'columns-scrolled'; readonly part: number }
  | { readonly type: 'screen-changed'; readonly screen: State['screen'] }
  /** In place of the run that is open. */
  | { readonly type: 'detail-opened'; readonly summary: RunSummary }
  /** With the focus: Esc goes back to what is shown now. */
  | {
      readonly type: 'run-opened';
      readonly summary: RunSummary;
      /** Opens its trace, with the cursor on a span. */
      readonly inTrace?: { readonly spanId?: string };
    }
  | { readonly type: 'run-left' }
  | { readonly type: 'detail-closed' }
  | { readonly type: 'cancel-moved'; readonly address: string; readonly phase: CancelPhase }
  /** By the address of the run. */
  | { readonly type: 'cancels-moved'; readonly phases: ReadonlyMap<string, CancelPhase> }
  | ({ readonly type: 'noticed' } & Omit<Notice, 'at'>)
  | { readonly type: 'notice-expired' }
  | { readonly type: 'task-moved'; readonly task: Task | undefined }
  | {
      readonly type: 'target-changed';
      readonly target: TargetInfo;
      readonly can: Capabilities;
      readonly remembered?: Remembered;
    }
  | GroupsAction
  | CompareAction
  | DetailAction;

/** The filter and the order of the list. */
export type ListCriteria = Pick<ListState, 'view' | 'filterText' | 'kind'> & { readonly sort: Sort };
