import type { Retried } from '../../operations/acts/find-retried.ts';
import type { Action } from '../shell/actions.ts';
import type { State } from '../shell/state.ts';
import type { StoreState } from '../shell/store-state.ts';

/** Inputs that were edited and not sent, as text, by the address of their run; the newest is last. */
export type KeptEdits = ReadonlyMap<string, string>;

const mostKept = 20;

/** With an edit, or without that of the run where `text` is `undefined`; the oldest ones are dropped. */
export function keepEdit(edits: KeptEdits, address: string, text: string | undefined): KeptEdits {
  const others = [...edits].filter(([other]) => other !== address);
  return new Map(text === undefined ? others : [...others.slice(1 - mostKept), [address, text]]);
}

declare module '../shell/store-state.ts' {
  interface StoreState {
    readonly edits: KeptEdits;
    /** Earlier retries of runs whose last start got no answer, by address: see `retried` of `RunAgain`. */
    readonly unanswered: ReadonlyMap<string, Retried>;
  }
}

declare module '../shell/actions.ts' {
  interface Actions {
    readonly starts: /** Without a text it is as recorded again, or was sent. */
      | { readonly type: 'input-edited'; readonly address: string; readonly text?: string }
      /** `retried`: the earlier retries as they were seen; absent where the start was answered. */
      | { readonly type: 'start-sent'; readonly address: string; readonly retried?: Retried };
  }
}

/** Applies an edit or a start to the state; `undefined` for any other action. */
export function applyStartAction(state: State, action: Action): State | undefined {
  const { edits, unanswered } = state.store;
  switch (action.type) {
    case 'input-edited':
      return withStore(state, { edits: keepEdit(edits, action.address, action.text) });
    case 'start-sent': {
      const { address, retried } = action;
      const others = [...unanswered].filter(([other]) => other !== address);
      return withStore(state, { unanswered: new Map(retried ? [...others, [address, retried]] : others) });
    }
    default:
      return undefined;
  }
}

function withStore(state: State, patch: Pick<StoreState, 'edits'> | Pick<StoreState, 'unanswered'>): State {
  return { ...state, store: { ...state.store, ...patch } };
}
