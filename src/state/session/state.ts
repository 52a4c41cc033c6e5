import type { Capabilities, TargetInfo } from '../../contract/run-store.ts';
import type { DetailState } from '../detail/detail-state.ts';
import { columnsFor } from '../list/columns.ts';
import { createList, type ListState, type TableLook } from '../list/list-state.ts';
import { noOverlay, type Overlay } from '../overlays/overlay.ts';
import type { StoreState } from './store-state.ts';
import type { Size } from './window-size.ts';

export type Notice = { readonly text: string; readonly tone: 'info' | 'error'; readonly at: number };

/** Everything that the screen shows. */
export type State = {
  readonly size: Size;
  readonly now: number;
  readonly store: StoreState;
  /** The part with the focus; the detail may also be open beside a focused table. */
  readonly screen: 'table' | 'detail';
  readonly overlay: Overlay;
  readonly list: ListState;
  readonly look: TableLook;
  readonly detail?: DetailState;
  readonly notice?: Notice;
};

type Start = {
  readonly size: Size;
  readonly now: number;
  readonly target: TargetInfo;
  readonly can: Capabilities;
  readonly filterText?: string;
};

export function createState({ size, now, target, can, filterText }: Start): State {
  return {
    size,
    now,
    store: { target, can, link: { type: 'live' }, isPaused: false },
    screen: 'table',
    overlay: noOverlay,
    list: createList(filterText),
    look: { columns: columnsFor(target.members !== undefined), absoluteTimes: false },
  };
}
