import type { TracePage } from '../../contract/trace-pages.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Run, RunSummary, Usual } from '../../model/run.ts';
import type { CriticalPath } from '../../model/trace/critical-path.ts';
import type { UsualParts } from '../../model/usual/usual-parts.ts';
import type { Perform, State } from '../shell/state.ts';
import type { TraceView } from '../trace/trace-view.ts';
import type { SearchState } from './find/search.ts';
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
  readonly summary: RunSummary;
  readonly run?: Run;
  /** Set while `run` is without its very many steps, or with those of an earlier read. */
  readonly lacksSteps?: 'reading' | 'unreadable';
  /** Facts about a failed run that were read once it was open. */
  readonly answer?: FailureAnswer;
  /** The workflows that running programs offer, once that was read for a queued run. */
  readonly offered?: readonly string[];
  /** Usual durations of its workflow and its steps, and by id how many times as long the slow spans took. */
  readonly usual?: Usual;
  readonly usualSteps?: UsualParts;
  readonly slow?: ReadonlyMap<string, number>;
  /** The critical path of the trace as it was last read whole. */
  readonly criticalPath?: CriticalPath;
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
  interface Actions {
    readonly detail: DetailAction | OpenRunAction;
  }
}

export const detailTabs = ['overview', 'metadata', 'trace'] as const;

export type DetailTab = (typeof detailTabs)[number];

/** The tab a number of steps to the right; wraps around. */
export function tabBeside(tab: DetailTab, steps: number): DetailTab {
  const count = detailTabs.length;
  return detailTabs[(detailTabs.indexOf(tab) + (steps % count) + count) % count] ?? tab;
}

/** What a key does in the detail; `by` is negative for backwards. */
export type DetailCommand =
  | { readonly type: 'move' | 'page' | 'half-page' | 'error' | 'match' | 'zoom'; readonly by: number }
  | { readonly type: 'top' | 'bottom' | 'toggle' | 'enter' | 'fold' | 'unfold' | 'toggle-all' | 'zoom-reset' }
  | { readonly type: 'tab'; readonly to: DetailTab }
  | { readonly type: 'tab'; readonly by: number }
  | { readonly type: 'format' | 'wrap' | 'raw' | 'reveal' | 'order' }
  | { readonly type: 'search-changed'; readonly text: string }
  | { readonly type: 'search-accepted' | 'search-cleared' };

export type OpenRunAction =
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
  | { readonly type: 'detail-closed' };

export type DetailAction =
  /** `lacksSteps`: they follow. */
  | { readonly type: 'detail-run-loaded'; readonly run: Run; readonly lacksSteps?: boolean }
  | { readonly type: 'detail-load-failed'; readonly part: 'run' | 'trace'; readonly error: InspectorError }
  | { readonly type: 'detail-trace-page-loaded'; readonly address: string; readonly page: TracePage }
  | { readonly type: 'detail-summary-changed'; readonly summary: RunSummary }
  | {
      readonly type: 'detail-usual-found';
      readonly address: string;
      readonly usual?: Usual;
      /** Absent where others are shown: what was found before stays. */
      readonly steps?: UsualParts;
      /** How many times as long as usual the slow spans took, by id; absent as `steps` is. */
      readonly slow?: ReadonlyMap<string, number>;
    }
  | { readonly type: 'detail-path-found'; readonly address: string; readonly path: CriticalPath }
  | { readonly type: 'detail-answer-found'; readonly address: string; readonly answer: FailureAnswer }
  /** The workflows that running programs offer, for a run that is queued. */
  | { readonly type: 'detail-offers-read'; readonly offered: readonly string[] }
  /** Dispatched while `isSearching`. */
  | { readonly type: 'detail-search-continued' }
  | { readonly type: 'detail-command-given'; readonly command: DetailCommand };

export function toDetail(command: DetailCommand): Perform {
  return ({ dispatch }) => dispatch({ type: 'detail-command-given', command });
}
