import type { InspectorError } from '../../model/errors.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import type { DetailTab } from './detail-tabs.ts';
import type { SearchState } from './find/search-state.ts';
import type { Look } from './flow.ts';
import type { Panes } from './pane.ts';
import type { TraceView } from './trace/trace-view.ts';

export type DetailState = {
  /** The run's row, at least as new as `run`. */
  readonly summary: RunSummary;
  /** The whole run, once it has been read. */
  readonly run?: Run;
  /** Why the last attempt to read it failed. */
  readonly error?: InspectorError;
  readonly tab: DetailTab;
  readonly look: Look;
  readonly panes: Panes;
  readonly trace: TraceView;
  readonly search?: SearchState;
};
