import type { Explained } from '../../model/share/explanation-text.ts';
import type { Action } from '../shell/actions.ts';
import type { State } from '../shell/state.ts';

declare module '../shell/state.ts' {
  interface State {
    /** What the runs of groups were last found to share, by the id of the group, of the open target. */
    readonly explained?: ReadonlyMap<string, Explained>;
  }
}

declare module '../shell/actions.ts' {
  interface Actions {
    readonly why: { readonly type: 'group-explained'; readonly id: string } & Explained;
  }
}

const mostKept = 200;

/** What an action about explained groups makes of the state; `undefined` for any other. */
export function applyWhyAction(state: State, action: Action): State | undefined {
  if (action.type !== 'group-explained') return undefined;
  const { id, explanation, at } = action;
  const others = [...(state.explained ?? [])].filter(([known]) => known !== id);
  return { ...state, explained: new Map([...others, [id, { explanation, at }] as const].slice(-mostKept)) };
}
