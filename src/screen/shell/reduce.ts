import { keepEdit } from '../acts/again/kept-edits.ts';
import { applyCompareAction } from '../compare/apply-compare-action.ts';
import { type OverlayAction, reduceOverlay } from '../dialogs/overlay.ts';
import { applyGroupsAction } from '../groups/apply-groups-action.ts';
import type { PayloadLook } from '../run/flow.ts';
import { openDetail, reduceDetail } from '../run/reduce-detail.ts';
import { besideTable, goBackFrom, openFurther } from '../run/way-back.ts';
import { applyListAction } from '../table/apply-list-action.ts';
import { fitList, withList, withLook } from '../table/change-list.ts';
import { withColumnsOfRows } from '../table/reduce-list.ts';
import type { Action, ScreenAction } from './actions.ts';
import { detailSize } from './layout.ts';
import { createState, type Notice, type State } from './state.ts';
import type { Size } from './window-size.ts';

export function reduce(state: State, action: Action): State {
  const next = reduceAny(state, action);
  return next.screen === 'table' && state.screen !== 'table' ? besideTable(next) : next;
}

function reduceAny(state: State, action: Action): State {
  if ('overlay' in action) return withOverlay(state, action);
  switch (action.type) {
    case 'clock-ticked':
      return state.now === action.now ? state : { ...state, now: action.now };
    case 'resized':
      return isSameSize(state.size, action.size) ? state : fitList({ ...state, size: action.size });
    case 'screen-changed':
      return fitList({ ...state, screen: action.screen, compare: undefined });
    case 'overlay-reopened':
      return fitList({ ...state, overlay: action.reopened });
    case 'look-changed':
      return withLook(state, action.look);
    case 'columns-scrolled':
      return withList(state, { columnPart: action.part });
    case 'views-changed':
      return { ...state, savedViews: action.views };
    case 'noticed':
      return fitList({ ...state, notice: withTime(action, state.now) });
    case 'notice-expired':
      return state.notice ? fitList({ ...state, notice: undefined }) : state;
    case 'task-moved':
      return state.task === action.task ? state : fitList({ ...state, task: action.task });
    case 'target-changed':
      return switchTarget(state, action);
    default:
      return reduceStore(state, action);
  }
}

function withOverlay(state: State, action: OverlayAction): State {
  const overlay = reduceOverlay(state.overlay, action, state.size);
  if (overlay === state.overlay) return state;
  const isFilterDone = state.overlay.type === 'filter' && overlay.type !== 'filter';
  return fitList({ ...state, overlay, list: isFilterDone ? withColumnsOfRows(state.list) : state.list });
}

function withTime({ text, tone, reasonOf }: Omit<Notice, 'at'>, at: number): Notice {
  return { text, tone, at, ...(reasonOf && { reasonOf }) };
}

function isSameSize(a: Size, b: Size): boolean {
  return a.columns === b.columns && a.rows === b.rows;
}

function reduceStore(state: State, action: ScreenAction): State {
  const { store } = state;
  switch (action.type) {
    case 'load-failed': {
      const since = store.link.type === 'stale' ? store.link.since : state.now;
      const link = { type: 'stale', since, error: action.error, retryAt: action.retryAt } as const;
      return fitList(withStore(withList(state, { isLoadingMore: false }), { link }));
    }
    case 'link-restored':
      if (store.link.type === 'live' && store.can === action.can) return state;
      return fitList(withStore(state, { can: action.can, link: { type: 'live' } }));
    case 'input-edited':
      return withStore(state, { edits: keepEdit(store.edits, action.address, action.text) });
    case 'start-sent': {
      const others = [...store.unanswered].filter(([address]) => address !== action.address);
      const { address, retried } = action;
      return withStore(state, { unanswered: new Map(retried ? [...others, [address, retried]] : others) });
    }
    case 'about-loaded':
      return withStore(state, { about: action.about });
    case 'counts-loaded':
      return withStore(state, { counts: action.counts });
    case 'pause-toggled':
      return withStore(state, { pausedAt: store.pausedAt === undefined ? state.now : undefined });
    case 'notify-toggled':
      return withStore(state, { isNotifying: !store.isNotifying });
    default:
      return (
        applyListAction(state, action) ??
        applyGroupsAction(state, action) ??
        applyCompareAction(state, action) ??
        reduceOpenDetail(state, action)
      );
  }
}

function withStore(state: State, patch: Partial<State['store']>): State {
  return { ...state, store: { ...state.store, ...patch } };
}

function reduceOpenDetail(state: State, action: ScreenAction): State {
  switch (action.type) {
    case 'detail-opened': {
      const detail = openDetail(action.summary, state.detail, state.look);
      return fitList({ ...state, detail });
    }
    case 'run-opened':
      return openFurther(state, action.summary, action.inTrace);
    case 'run-left':
      return goBackFrom(state);
    case 'detail-closed':
      return fitList({ ...state, detail: undefined, screen: 'table' });
    default: {
      if (!state.detail || !isDetailAction(action)) return state;
      const detail = reduceDetail(state.detail, action, detailSize(state));
      return detail === state.detail ? state : withPayloadLook({ ...state, detail }, detail.look);
    }
  }
}

/** The next run is shown as this one, also after the detail was closed. */
function withPayloadLook(state: State, { format, wrap }: PayloadLook): State {
  const isSame = state.look.format === format && state.look.wrap === wrap;
  return isSame ? state : { ...state, look: { ...state.look, format, wrap } };
}

type DetailActionOf<A> = A extends { readonly type: `detail-${string}` } ? A : never;

function isDetailAction(
  action: ScreenAction,
): action is Exclude<DetailActionOf<ScreenAction>, { type: 'detail-opened' | 'detail-closed' }> {
  return (
    action.type.startsWith('detail-') && action.type !== 'detail-opened' && action.type !== 'detail-closed'
  );
}

function switchTarget(
  { size, now, ownCommands, store: { isNotifying } }: State,
  { target, can, remembered }: Extract<ScreenAction, { readonly type: 'target-changed' }>,
): State {
  return createState({ size, now, target, can, remembered, ownCommands, isNotifying });
}
