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

/** Rerenders when the selected value changes: select a primitive or an object that is part of the state. */
export function useSelected<Value>(
  { getState, subscribe }: StateSource,
  select: (state: State) => Value,
): Value {
  return useSyncExternalStore(subscribe, () => select(getState()));
}
