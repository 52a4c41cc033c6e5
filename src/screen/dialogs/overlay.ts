/** The states of the dialogs by their type: each adds its own where it is defined, by `declare module`. */
export interface Dialogs {
  readonly none: { readonly type: 'none' };
}

/** The dialog that has the focus, and mostly covers the screen; or none. */
export type Overlay = Dialogs[keyof Dialogs];
export type OpenOverlay = Exclude<Overlay, { readonly type: 'none' }>;

type DialogAction =
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

declare module '../shell/state.ts' {
  interface Actions {
    readonly dialogs: DialogAction;
  }
}

export const noOverlay: Overlay = { type: 'none' };
