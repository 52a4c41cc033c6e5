import type { Action } from '../shell/actions.ts';
import type { State } from '../shell/state.ts';

/** What the runs of a group were last found to share, and since when they fail; secrets are masked. */
type ExplainedGroup = { readonly text: string; readonly at: number };

declare module '../shell/state.ts' {
  interface State {
    /** By the id of the group, of the open target. */
    readonly explained?: ReadonlyMap<string, ExplainedGroup>;
  }
}

declare module '../shell/actions.ts' {
  interface Actions {
    readonly why: { readonly type: 'group-explained'; readonly id: string } & ExplainedGroup;
  }
}

const mostKept = 200;

/** What an action about explained groups makes of the state; `undefined` for any other. */
export function applyWhyAction(state: State, action: Action): State | undefined {
  if (action.type !== 'group-explained') return undefined;
  const { id, text, at } = action;
  const others = [...(state.explained ?? [])].filter(([known]) => known !== id);
  return { ...state, explained: new Map([...others, [id, { text, at }] as const].slice(-mostKept)) };
}
