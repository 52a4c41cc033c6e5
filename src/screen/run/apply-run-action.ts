import type { Action } from '../shell/actions.ts';
import { detailSize } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import type { DetailAction, OpenRunAction } from './detail-actions.ts';
import { openDetail, reduceDetail } from './reduce-detail.ts';
import type { PayloadLook } from './rows/flow.ts';
import { goBackFrom, openFurther } from './way-back.ts';

/** What an action about the open run makes of the state; `undefined` for any other. */
export function applyRunAction(state: State, action: Action): State | undefined {
  switch (action.type) {
    case 'detail-opened':
      return { ...state, detail: openDetail(action.summary, state.detail, state.look) };
    case 'run-opened':
      return openFurther(state, action.summary, action.inTrace);
    case 'run-left':
      return goBackFrom(state);
    case 'detail-closed':
      return { ...state, detail: undefined, screen: 'table' };
    default: {
      if (!isDetailAction(action)) return undefined;
      if (!state.detail) return state;
      const detail = reduceDetail(state.detail, action, detailSize(state), state.now);
      return detail === state.detail ? state : withPayloadLook({ ...state, detail }, detail.look);
    }
  }
}

/** The next run is shown as this one, also after the detail was closed. */
function withPayloadLook(state: State, { format, wrap }: PayloadLook): State {
  const isSame = state.look.format === format && state.look.wrap === wrap;
  return isSame ? state : { ...state, look: { ...state.look, format, wrap } };
}

function isDetailAction(action: Exclude<Action, OpenRunAction>): action is DetailAction {
  return action.type.startsWith('detail-');
}
