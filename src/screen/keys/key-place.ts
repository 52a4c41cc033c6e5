import type { ScreenName } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';

/** Where keys are pressed: in the waterfall, some mean something of its own. */
export function keyPlace({ screen, detail }: Pick<State, 'screen' | 'detail'>): ScreenName {
  if (screen !== 'detail') return screen;
  return detail?.tab === 'trace' && !detail.trace.isRaw ? 'waterfall' : 'detail';
}
