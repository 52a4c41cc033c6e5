import { type Acting, type ActingAction, reduceActing } from '../acts/acting/acting.ts';
import { type RunAgain, type RunAgainAction, reduceRunAgain } from '../acts/again/run-again.ts';
import {
  type ConfirmCancel,
  type ConfirmCancelAction,
  reduceConfirmCancel,
} from '../acts/questions/confirm-cancel.ts';
import {
  type ConfirmMany,
  type ConfirmManyAction,
  reduceConfirmMany,
} from '../acts/questions/confirm-many.ts';
import { type FilterBar, type FilterBarAction, reduceFilterBar } from '../filter/filter-bar.ts';
import { type ConfirmOwn, type ConfirmOwnAction, reduceConfirmOwn } from '../own-commands/confirm-own.ts';
import { type DetailSearch, type DetailSearchAction, reduceDetailSearch } from '../run/find/detail-search.ts';
import type { ScreenAction } from '../shell/actions.ts';
import type { State } from '../shell/state.ts';
import type { Size } from '../shell/window-size.ts';

/** The states of the dialogs by their type: each adds its own where it is defined, by `declare module`. */
export interface Dialogs {
  readonly none: { readonly type: 'none' };
}

/** Covers the screen and has the focus. */
export type OpenOverlay =
  | Exclude<Dialogs[keyof Dialogs], { readonly type: 'none' }>
  | FilterBar
  | DetailSearch
  | ConfirmCancel
  | ConfirmMany
  | ConfirmOwn
  | Acting
  | RunAgain;

export type Overlay = OpenOverlay | { readonly type: 'none' };

export type OverlayOf<Type extends Overlay['type']> = Extract<Overlay, { readonly type: Type }>;

/** `overlay` names the overlay that the action belongs to. */
export type OverlayAction =
  | FilterBarAction
  | DetailSearchAction
  | ConfirmCancelAction
  | ConfirmManyAction
  | ConfirmOwnAction
  | ActingAction
  | RunAgainAction;

export type DialogAction =
  | { readonly type: 'dialog-opened'; readonly dialog: OpenOverlay }
  | { readonly type: 'dialog-changed'; readonly dialog: OpenOverlay }
  | { readonly type: 'dialog-closed'; readonly dialog: OpenOverlay['type'] };

declare module '../shell/state.ts' {
  interface State {
    readonly overlay: Overlay;
    /** The dialog as it was when it opened, by which one opening is told from another. */
    readonly opened: Overlay;
  }
}

declare module '../shell/actions.ts' {
  interface Actions {
    readonly overlay: OverlayAction | DialogAction;
  }
}

export const noOverlay: Overlay = { type: 'none' };

export function applyOverlayAction(state: State, action: OverlayAction): State {
  const overlay = reduceOverlay(state.overlay, action, state.size);
  return overlay === state.overlay ? state : { ...state, overlay };
}

/** What an action of a dialog makes of the state: one that is not open is not changed by it. */
export function applyDialogAction(state: State, action: ScreenAction): State | undefined {
  switch (action.type) {
    case 'dialog-opened':
      return { ...state, overlay: action.dialog, opened: action.dialog };
    case 'dialog-changed':
      return state.overlay.type === action.dialog.type ? { ...state, overlay: action.dialog } : state;
    case 'dialog-closed':
      return state.overlay.type === action.dialog
        ? { ...state, overlay: noOverlay, opened: noOverlay }
        : state;
    default:
      return undefined;
  }
}

/** Opening an overlay replaces another; actions of an overlay that is not open do nothing. */
export function reduceOverlay(overlay: Overlay, action: OverlayAction, size: Size): Overlay {
  if (action.type !== 'opened' && overlay.type !== action.overlay) return overlay;
  return reduceOpen(overlay, action, size) ?? noOverlay;
}

function reduceOpen(overlay: Overlay, action: OverlayAction, size: Size): Overlay | undefined {
  switch (action.overlay) {
    case 'filter':
      return reduceFilterBar(only(overlay, 'filter'), action);
    case 'search':
      return reduceDetailSearch(only(overlay, 'search'), action);
    case 'confirm-cancel':
      return reduceConfirmCancel(only(overlay, 'confirm-cancel'), action);
    case 'confirm-many':
      return reduceConfirmMany(only(overlay, 'confirm-many'), action);
    case 'confirm-own':
      return reduceConfirmOwn(only(overlay, 'confirm-own'), action);
    case 'acting':
      return reduceActing(only(overlay, 'acting'), action, size);
    case 'run-again':
      return reduceRunAgain(only(overlay, 'run-again'), action);
  }
}

function only<Type extends Overlay['type']>(overlay: Overlay, type: Type): OverlayOf<Type> | undefined {
  return isOf(overlay, type) ? overlay : undefined;
}

function isOf<Type extends Overlay['type']>(overlay: Overlay, type: Type): overlay is OverlayOf<Type> {
  return overlay.type === type;
}
