import type { InspectorError } from '../../model/errors.ts';
import type { Run, RunSummary, Usual } from '../../model/run.ts';
import type { CriticalPath } from '../../model/trace/critical-path.ts';
import type { UsualParts } from '../../model/usual/usual-parts.ts';
import type { State } from '../shell/state.ts';
import type { TraceView } from '../trace/trace-view.ts';
import type { DetailTab } from './detail-tabs.ts';
import type { SearchState } from './find/search-state.ts';
import type { FailureAnswer } from './outline/error-section.ts';
import type { Look } from './rows/flow.ts';
import type { Panes } from './rows/pane.ts';

/** What was shown when a run was opened from it, with the run under the cursor of the table. */
export type Place = {
  readonly screen: 'detail' | 'groups' | 'compare';
  readonly detail?: DetailState;
  readonly compare?: State['compare'];
  readonly cursorAddress?: string;
};

export type DetailState = {
  /** The run's row in the table, at least as new as `run`. */
  readonly summary: RunSummary;
  readonly run?: Run;
  /** Set while `run` is without its very many steps, or with those of an earlier read. */
  readonly lacksSteps?: 'reading' | 'unreadable';
  /** What was found out about a failed run once it was open. */
  readonly answer?: FailureAnswer;
  /** The workflows that running programs offer, once that was read for a queued run. */
  readonly offered?: readonly string[];
  /** What is usual for its workflow and its steps, and how many times as long the slow spans took, by id. */
  readonly usual?: Usual;
  readonly usualSteps?: UsualParts;
  readonly slow?: ReadonlyMap<string, number>;
  /** The critical path of the trace as it was last read whole. */
  readonly criticalPath?: CriticalPath;
  /** The failure of the last read. */
  readonly error?: InspectorError;
  readonly tab: DetailTab;
  readonly look: Look;
  readonly panes: Panes;
  readonly trace: TraceView;
  readonly search?: SearchState;
  /** Where Esc goes, if not to the table. */
  readonly openedFrom?: Place;
};

declare module '../shell/state.ts' {
  interface State {
    readonly detail?: DetailState;
  }
}
