import type { Difference } from '../../model/compare/run-comparison.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';
import type { ComparedPair, ComparedTexts, CompareState } from './compare-state.ts';

export type CompareAction =
  | ({ readonly type: 'compare-requested' } & Of & ComparedPair)
  | { readonly type: 'compare-closed' }
  /** The other run was found, or another success was read. */
  | ({ readonly type: 'compare-advanced' } & Of & {
        readonly b?: RunSummary;
        readonly progress?: CompareState['progress'];
      })
  /** A compared run has another status now. */
  | { readonly type: 'compared-run-changed'; readonly run: 'a' | 'b'; readonly summary: RunSummary }
  | ({ readonly type: 'runs-compared' } & Of & { readonly comparison: ComparedRuns })
  | ({ readonly type: 'compare-failed' } & Of & { readonly error: InspectorError })
  | ({ readonly type: 'sides-swapped' } & Of)
  | ({ readonly type: 'compare-repeated' } & Of)
  | { readonly type: 'compare-cursor-moved'; readonly index: number }
  | { readonly type: 'compare-difference-reached'; readonly difference: Difference }
  /** Folded, or unfolded; without a direction the other one of both. */
  | { readonly type: 'compare-row-folded'; readonly isOpen?: boolean }
  | { readonly type: 'compare-all-folded' }
  | { readonly type: 'noise-toggled' }
  | { readonly type: 'compare-secrets-toggled' }
  | ({ readonly type: 'texts-compared' } & Of & {
        readonly difference: Difference;
        readonly texts: ComparedTexts;
      });

/** Each request is an object of its own: what is reported of another one is out of date. */
type Of = { readonly request: object };

declare module '../shell/actions.ts' {
  interface Actions {
    readonly compare: CompareAction;
  }
}
