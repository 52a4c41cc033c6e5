import type { Action } from '../shell/actions.ts';
import type { SavedView } from '../shell/remembered.ts';
import type { State } from '../shell/state.ts';
import type { ShownCounts } from '../table/views.ts';

declare module '../shell/state.ts' {
  interface State {
    /** The views that the user saved. */
    readonly savedViews: readonly SavedView[];
  }
  interface StoreState {
    readonly counts?: ShownCounts;
  }
}

declare module '../shell/actions.ts' {
  interface Actions {
    readonly views:
      | { readonly type: 'views-changed'; readonly views: readonly SavedView[] }
      | { readonly type: 'counts-loaded'; readonly counts: ShownCounts | undefined };
  }
}

/** Applies saved views and counts to the state; `undefined` for any other action. */
export function applyViewsAction(state: State, action: Action): State | undefined {
  switch (action.type) {
    case 'views-changed':
      return { ...state, savedViews: action.views };
    case 'counts-loaded':
      return { ...state, store: { ...state.store, counts: action.counts } };
    default:
      return undefined;
  }
}
