import { useSyncExternalStore } from 'react';
import type { Session } from '../state/session/session.ts';
import type { State } from '../state/session/state.ts';
import type { RowPainter } from './rows/row-painter.ts';
import type { Theme } from './theme.ts';

/** The state that a component shows. */
export type StateSource = Pick<Session, 'getState' | 'subscribe'>;

/** The props of every part of the screen. */
export type ScreenProps = {
  readonly session: StateSource;
  readonly theme: Theme;
  readonly painter: RowPainter;
};

/**
 * A value derived from the state: the component renders again only when it has changed, so select a text, a
 * number or an object that is part of the state.
 */
export function useSelected<Value>(
  { getState, subscribe }: StateSource,
  select: (state: State) => Value,
): Value {
  return useSyncExternalStore(subscribe, () => select(getState()));
}
