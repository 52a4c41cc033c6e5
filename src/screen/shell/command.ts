import type { Key } from './keyboard.ts';
import type { Perform } from './session-context.ts';
import type { ScreenName, State } from './state.ts';

/** A place where keys are bound. The waterfall has keys of its own, and otherwise those of the detail. */
export type Place = ScreenName | 'waterfall';

export const places: readonly Place[] = ['table', 'detail', 'groups', 'compare', 'waterfall'];

/**
 * The order of `?` and of the list of keys: by what a user comes for, most used first. A key that is not
 * listed follows at the end of its group.
 */
const keyOrder = {
  Find: '/ e E v 1 = - F n N',
  Understand: 'enter ! W d 1 2 3',
  Act: 'x a i m y Y space X M V A D o O H',
  Look: 's S c > < K T space h l z . + - 0 f w r u',
  Program: '? : q t p R B ctrl+c ctrl+z',
  Move: 'j k g G ctrl+d ctrl+u pagedown pageup escape tab shift+tab [ ]',
} as const;

export type KeyGroup = keyof typeof keyOrder;

export function inKeyOrder(commands: readonly Command[]): readonly Command[] {
  return Object.entries(keyOrder).flatMap(([group, keys]) => {
    const order = keys.split(' ');
    const placeOf = ({ keys: [first = ''] }: Command) =>
      order.includes(first) ? order.indexOf(first) : order.length;
    return commands.filter(command => command.group === group).toSorted((a, b) => placeOf(a) - placeOf(b));
  });
}

/** Whether a command is hinted on the bottom line, where it is enabled. */
type HintRule = {
  /**
   * Lower ranks come first: keys that move have 10, those of a screen 20 to 89, help 90, and the way out 91.
   * Commands without a rank are not hinted, but for those of `foremostKeys`, which need none.
   */
  readonly rank?: number | ((state: State) => number | undefined);
  /** Whether the command is worth a hint now. */
  readonly when?: (state: State) => boolean;
  /** Replaces the label of the command. */
  readonly label?: (state: State) => string | undefined;
};

/** One thing that keys do. Several records may have the same id, each for other places. */
export type Command = {
  readonly id: string;
  readonly keys: readonly Key[];
  readonly where: readonly Place[];
  readonly group: KeyGroup;
  /** Two words at most, for the hints. */
  readonly label: string;
  /** One line for `?`, the palette and the page of keys; the same for all records with the same meaning. */
  readonly help: string;
  /** Listed by the palette, and by `?` only where it is searched for. */
  readonly isRare?: true;
  /** Why it does nothing now; `undefined` when it is enabled. */
  readonly disabled?: (state: State) => string | undefined;
  readonly hint?: HintRule;
  /** The notice after it changed nothing; none where that is seen, as at the end of a list. */
  readonly idle?: string | ((state: State) => string | undefined);
  /** Acts on a run, and so waits until the cursor has reached the run that earlier keys lead to. */
  readonly waits?: boolean;
  /** Works in dialogs, too. */
  readonly inDialogs?: boolean;
  readonly run: Perform;
};

/** Their hints come first, in this order: they lead to the cause of failures, and act on it. */
export const foremostKeys: readonly Key[] = ['!', 'W', 'd', 'e', 'a', '=', 'X', 'Y'];

export function keyPlace({ screen, detail }: Pick<State, 'screen' | 'detail'>): Place {
  if (screen !== 'detail') return screen;
  return detail?.tab === 'trace' && !detail.trace.isRaw ? 'waterfall' : 'detail';
}
