import { useSyncExternalStore } from 'react';
import type { RowPainter } from '../paint/row-painter.ts';
import type { Theme } from '../paint/theme.ts';
import type { Session } from './session.ts';
import type { State } from './state.ts';

type StateSource = Pick<Session, 'getState' | 'subscribe'>;

export type ScreenProps = {
  readonly session: StateSource;
  readonly theme: Theme;
  readonly painter: RowPainter;
};

/** Select a primitive or an object of the state: React rerenders without end for a value made anew. */
export function useSelected<Value>(
  { getState, subscribe }: StateSource,
  select: (state: State) => Value,
): Value {
  return useSyncExternalStore(subscribe, () => select(getState()));
}
