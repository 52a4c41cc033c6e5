import { useSyncExternalStore } from 'react';
import type { Session } from '../state/session/session.ts';
import type { State } from '../state/session/state.ts';
import type { RowPainter } from './rows/row-painter.ts';
import type { Theme } from './theme.ts';

/** The state that a component shows. */
export type StateSource = Pick<Session, 'getState' | 'subscribe'>;

/** What every part of the screen is given. */
export type ScreenProps = { readonly session: StateSource; readonly theme: Theme };

/** What a part is given that holds a block of rows. */
export type RowsProps = ScreenProps & { readonly painter: RowPainter };

/** Something of the state; the component is drawn again only when it is another value. */
export function useSelected<Value>(
  { getState, subscribe }: StateSource,
  select: (state: State) => Value,
): Value {
  return useSyncExternalStore(subscribe, () => select(getState()));
}
