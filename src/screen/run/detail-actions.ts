import type { TracePage } from '../../contract/trace-pages.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Run, RunSummary, Usual } from '../../model/run.ts';
import type { CriticalPath } from '../../model/trace/critical-path.ts';
import type { UsualParts } from '../../model/usual/usual-parts.ts';
import type { Perform } from '../shell/session-context.ts';
import type { DetailTab } from './detail-tabs.ts';
import type { FailureAnswer } from './outline/error-section.ts';

/** What a key does in the detail; `by` is negative for backwards. */
export type DetailCommand =
  | { readonly type: 'move' | 'page' | 'half-page' | 'error' | 'match' | 'zoom'; readonly by: number }
  | { readonly type: 'top' | 'bottom' | 'toggle' | 'enter' | 'fold' | 'unfold' | 'toggle-all' | 'zoom-reset' }
  | { readonly type: 'tab'; readonly to: DetailTab }
  | { readonly type: 'tab'; readonly by: number }
  | { readonly type: 'format' | 'wrap' | 'raw' | 'reveal' | 'order' }
  | { readonly type: 'search-changed'; readonly text: string }
  | { readonly type: 'search-accepted' | 'search-cleared' };

/** Which run is open, and where. */
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

declare module '../shell/actions.ts' {
  interface Actions {
    readonly detail: DetailAction | OpenRunAction;
  }
}

/** Gives a command to the open run. */
export function toDetail(command: DetailCommand): Perform {
  return ({ dispatch }) => dispatch({ type: 'detail-command-given', command });
}
