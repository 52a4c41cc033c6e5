import { type Command, inKeyOrder, type Place, places } from './command.ts';
import { type Key, keyName } from './keyboard.ts';

type Bound = {
  readonly all: readonly Command[];
  readonly byKey: ReadonlyMap<Place, ReadonlyMap<Key, Command>>;
  /** The commands of each place that some key of theirs leads to. */
  readonly at: ReadonlyMap<Place, readonly Command[]>;
  readonly rows: readonly CommandRow[];
};

/** Records that mean the same on several screens: one row of `?` and of the README. */
export type CommandRow = Pick<Command, 'id' | 'keys' | 'where' | 'group' | 'label' | 'help'>;

let bound: Bound = { all: [], byKey: new Map(), at: new Map(), rows: [] };

/** Makes the commands of all features known, once; the shell itself knows none of them. */
export function bindCommands(commands: readonly Command[]): void {
  const all = inKeyOrder(commands);
  const byKey = new Map(places.map(place => [place, indexKeys(all, place)]));
  const at = new Map(
    [...byKey].map(([place, index]) => [
      place,
      all.filter(command => command.keys.some(key => index.get(key) === command)),
    ]),
  );
  bound = { all, byKey, at, rows: toRows(all) };
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

/** The first key of a command, as it is displayed. */
export function keyOf(id: string): string {
  const command = bound.all.find(one => one.id === id);
  if (!command?.keys[0]) throw new Error(`no command has the id ${id}`);
  return keyName(command.keys[0]);
}
