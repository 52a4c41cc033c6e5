import type { Query } from '../../model/query/query.ts';
import type { SharedFound, SharedRow } from './shared-rows.ts';

/** What the failed runs of a group or of the list share, and since when they have failed. */
export type SharedCauses = SharedQuestion & {
  readonly type: 'shared-causes';
  readonly progress?: ComparedSoFar;
  /** What was found; absent while runs are compared. */
  readonly found?: SharedFound;
  /** The index of the row under the cursor. */
  readonly index: number;
  /** Asks again with each new one. */
  readonly request: object;
};

export type SharedQuestion = {
  readonly query: Query;
  /** What the query asks for, in words. */
  readonly of: string;
  /** The group whose runs are compared; absent for those of the list. */
  readonly groupId?: string;
};

export type ComparedSoFar = { readonly done: number; readonly total: number };

export type SharedCausesAction = { readonly overlay: 'shared-causes' } & (
  | ({ readonly type: 'opened' } & SharedQuestion)
  | { readonly type: 'compared'; readonly request: object; readonly progress: ComparedSoFar }
  | { readonly type: 'explained'; readonly request: object; readonly found: SharedFound }
  | { readonly type: 'cursor-moved'; readonly by: number }
  | { readonly type: 'closed' }
);

export function reduceSharedCauses(
  shared: SharedCauses | undefined,
  action: SharedCausesAction,
): SharedCauses | undefined {
  if (action.type === 'opened') {
    const { query, of, groupId } = action;
    return { type: 'shared-causes', query, of, groupId, index: 0, request: {} };
  }
  if (!shared || action.type === 'closed') return undefined;
  if (action.type === 'cursor-moved') return moveCursor(shared, action.by);
  if (action.request !== shared.request) return shared;
  return action.type === 'compared'
    ? { ...shared, progress: action.progress }
    : { ...shared, found: action.found };
}

function moveCursor(shared: SharedCauses, by: number): SharedCauses {
  const last = (shared.found?.rows.length ?? 1) - 1;
  return { ...shared, index: Math.max(0, Math.min(last, shared.index + by)) };
}

export function sharedRow({ found, index }: SharedCauses): SharedRow | undefined {
  return found?.rows[index];
}
