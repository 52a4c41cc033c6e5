import type { Action } from '../shell/actions.ts';
import type { SavedView } from '../shell/remembered.ts';
import type { State } from '../shell/state.ts';
import type { ShownCounts, ViewCount } from '../table/views.ts';

declare module '../shell/state.ts' {
  interface State {
    /** The views that the user saved. */
    readonly savedViews: readonly SavedView[];
  }
  interface StoreState {
    readonly counts?: ShownCounts;
    /** How many runs the saved views list, by filter, as far as they were counted. */
    readonly viewCounts?: ReadonlyMap<string, ViewCount>;
  }
}

declare module '../shell/actions.ts' {
  interface Actions {
    readonly views:
      | { readonly type: 'views-changed'; readonly views: readonly SavedView[] }
      | { readonly type: 'counts-loaded'; readonly counts: ShownCounts | undefined }
      | { readonly type: 'view-counted'; readonly filter: string; readonly count: ViewCount | undefined };
  }
}

/** Applies saved views and counts to the state; `undefined` for any other action. */
export function applyViewsAction(state: State, action: Action): State | undefined {
  switch (action.type) {
    case 'views-changed':
      return { ...state, savedViews: action.views };
    case 'counts-loaded':
      return { ...state, store: { ...state.store, counts: action.counts } };
    case 'view-counted':
      return { ...state, store: { ...state.store, viewCounts: withCount(state, action) } };
    default:
      return undefined;
  }
}

/** A view that cannot be counted now has no count: an old one would be taken for that of now. */
function withCount(
  { store: { viewCounts = new Map() } }: State,
  { filter, count }: Extract<Action, { readonly type: 'view-counted' }>,
): ReadonlyMap<string, ViewCount> {
  const others = [...viewCounts].filter(([known]) => known !== filter);
  return new Map(count ? [...others, [filter, count]] : others);
}
