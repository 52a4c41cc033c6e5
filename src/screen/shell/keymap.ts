import { type Key, keyName } from './keyboard.ts';
import type {
  NextStep,
  Perform,
  Reaction,
  ReaderContext,
  ScreenName,
  SessionContext,
  State,
} from './state.ts';

type Bound = {
  readonly all: readonly Command[];
  readonly byKey: ReadonlyMap<Place, ReadonlyMap<Key, Command>>;
  readonly at: ReadonlyMap<Place, readonly Command[]>;
  readonly rows: readonly CommandRow[];
  readonly aim?: Aim;
};

/** Records of one command on several screens share a row of `?` and of the page of keys. */
export type CommandRow = Pick<Command, 'id' | 'keys' | 'where' | 'group' | 'label' | 'help'>;

let bound: Bound = { all: [], byKey: new Map(), at: new Map(), rows: [] };

export function bindCommands(commands: readonly Command[], aim: Aim): void {
  const all = inKeyOrder(commands);
  const byKey = new Map(places.map(place => [place, indexKeys(all, place)]));
  const at = new Map(
    [...byKey].map(([place, index]) => [
      place,
      all.filter(command => command.keys.some(key => index.get(key) === command)),
    ]),
  );
  bound = { all, byKey, at, rows: toRows(all), aim };
}

function indexKeys(all: readonly Command[], place: Place): ReadonlyMap<Key, Command> {
  const own = all
    .filter(({ where }) => where.includes(place))
    .flatMap(command => command.keys.map(key => [key, command] as const));
  return new Map(place === 'waterfall' ? [...indexKeys(all, 'detail'), ...own] : own);
}

function toRows(all: readonly Command[]): readonly CommandRow[] {
  const same = Map.groupBy(all, ({ id, keys, help }) => [id, help, ...keys].join('\n'));
  return [...same.values()].flatMap(records => {
    const where = new Set(records.flatMap(record => record.where));
    return records.slice(0, 1).map(row => ({ ...row, where: places.filter(place => where.has(place)) }));
  });
}

export function commandRows(): readonly CommandRow[] {
  return bound.rows;
}

export function commandsAt(place: Place): readonly Command[] {
  return bound.at.get(place) ?? [];
}

export function findByKey(place: Place, key: Key): Command | undefined {
  return bound.byKey.get(place)?.get(key);
}

export function findById(place: Place, id: string): Command | undefined {
  return commandsAt(place).find(command => command.id === id);
}

export function keyOf(id: string): string {
  const command = bound.all.find(one => one.id === id);
  if (!command?.keys[0]) throw new Error(`no command has the id ${id}`);
  return keyName(command.keys[0]);
}

/** How a command finds the run that the user means, which only the list knows. */
type Aim = {
  /** Acts at once, or once the jump of earlier keys has ended. */
  readonly whenAtRun: (context: SessionContext, next: NextStep) => void;
  /** Puts the cursor on the run that the user saw under it. */
  readonly keepShownRow: (context: SessionContext) => void;
  /** Whether the screen's main content is still being read, so that a key that needs it is kept. */
  readonly isComing: (state: State) => boolean;
};

export function performCommand(context: SessionContext, command: Command, key?: Key): void {
  const { aim } = bound;
  if (!command.waits || !aim) return performNow(context, command, key);
  const act = (): void => {
    aim.keepShownRow(context);
    performNow(context, command, key);
  };
  aim.whenAtRun(context, { act, label: command.label });
}

function performNow(context: SessionContext, command: Command, key?: Key): void {
  const { getState, dispatch, say } = context;
  const reason = command.disabled?.(getState());
  if (reason !== undefined) {
    dispatch({ type: 'noticed', text: reason, tone: 'info', reasonOf: command.id });
    const { aim } = bound;
    if (!aim?.isComing(getState())) return;
    return context.keepUntil(
      state => !aim.isComing(state),
      () => performNow(context, command, key),
    );
  }
  dispatch({ type: 'notice-expired' });
  // Esc decides itself what it stops.
  if (command.id !== 'back') context.task.stop('jump');
  const before = getState();
  command.run(context, key);
  if (getState() !== before) return;
  const idle = typeof command.idle === 'function' ? command.idle(before) : command.idle;
  if (idle !== undefined) say(idle);
}

/** Removes the reason why a key did nothing once it no longer holds. */
export function endReasons({ run, dispatch, getState }: ReaderContext): Reaction {
  const end = (): void => {
    if (isOver(getState())) dispatch({ type: 'notice-expired' });
  };
  const react = (_: State, after: State): void => {
    if (isOver(after)) run(async () => end());
  };
  return { react, stop: () => {} };
}

function isOver(state: State): boolean {
  const { notice } = state;
  if (notice?.reasonOf === undefined) return false;
  return findById(keyPlace(state), notice.reasonOf)?.disabled?.(state) !== notice.text;
}

/** The waterfall has keys of its own besides those of the detail. */
export type Place = ScreenName | 'waterfall';

export const places: readonly Place[] = ['table', 'detail', 'groups', 'compare', 'waterfall'];

/** The order of `?` and of the list of keys, most used first; other keys end their group. */
const keyOrder = {
  Find: '/ e E v 1 = - F n N',
  Understand: 'enter ! W d 1 2 3',
  Act: 'x a i m y Y space X M V A D o O H',
  Look: 's S c > < K T space h l z . + - 0 f w r u',
  Program: '? : q t p R B ctrl+c ctrl+z',
  Move: 'j k g G ctrl+d ctrl+u pagedown pageup escape tab shift+tab [ ]',
} as const;

export type KeyGroup = keyof typeof keyOrder;

function inKeyOrder(commands: readonly Command[]): readonly Command[] {
  return Object.entries(keyOrder).flatMap(([group, keys]) => {
    const order = keys.split(' ');
    const placeOf = ({ keys: [first = ''] }: Command) =>
      order.includes(first) ? order.indexOf(first) : order.length;
    return commands.filter(command => command.group === group).toSorted((a, b) => placeOf(a) - placeOf(b));
  });
}

type HintRule = {
  /**
   * Lower ranks come first: moving has 10, the keys of a screen 20 to 89, help 90, the way out 91. A command
   * without a rank is hinted only if it is in `foremostKeys`.
   */
  readonly rank?: number | ((state: State) => number | undefined);
  readonly when?: (state: State) => boolean;
  readonly label?: (state: State) => string | undefined;
};

/** Several records may have the same id, each for other places. */
export type Command = {
  readonly id: string;
  readonly keys: readonly Key[];
  readonly where: readonly Place[];
  readonly group: KeyGroup;
  /** At most two words, for the hints. */
  readonly label: string;
  /** One line for `?`, the palette and the page of keys; alike in all records of a command. */
  readonly help: string;
  /** Listed by the palette, and by `?` only where it is searched for. */
  readonly isRare?: true;
  readonly disabled?: (state: State) => string | undefined;
  readonly hint?: HintRule;
  /** The notice after nothing changed; absent where that is seen, as at the end of a list. */
  readonly idle?: string | ((state: State) => string | undefined);
  /** Waits until the cursor has reached the run that earlier keys lead to. */
  readonly waits?: boolean;
  readonly inDialogs?: boolean;
  readonly run: Perform;
};

export function nameCommands<const Common extends Partial<Command>>(common: Common) {
  return (id: string, keys: string, label: string, help: string) => {
    return { ...common, id, keys: keys.split(' '), label, help };
  };
}

export const inProgram = nameCommands({ where: ['table', 'detail', 'groups', 'compare'], group: 'Program' });

/** Hinted first, in this order: they lead to the cause of failures and act on it. */
export const foremostKeys: readonly Key[] = ['!', 'W', 'd', 'e', 'a', '=', 'X', 'Y'];

export function keyPlace({ screen, detail }: Pick<State, 'screen' | 'detail'>): Place {
  if (screen !== 'detail') return screen;
  return detail?.tab === 'trace' && !detail.trace.isRaw ? 'waterfall' : 'detail';
}
