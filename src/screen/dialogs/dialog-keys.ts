import type { Key } from '../shell/keyboard.ts';
import type { SessionContext } from '../shell/session-context.ts';

/**
 * What a key makes of a dialog: its next state, the given one if it stays as it is. `undefined` closes it; a
 * function closes it and is then called.
 */
export type Pressed<Shown> = Shown | undefined | (() => void);

export type DialogBinding<Shown> = {
  readonly keys: readonly Key[];
  /** Two words at most, for the hints; absent for keys without a hint. */
  readonly label?: string | ((shown: Shown) => string | undefined);
  /** One line for `?` and the page of keys; absent for keys that are not listed. */
  readonly help?: string;
  /** Where they work, if in several dialogs. */
  readonly where?: string;
  /** Why the keys are disabled; `undefined` when they are enabled. */
  readonly reason?: (shown: Shown) => string | undefined;
  readonly press: (shown: Shown, context: SessionContext, key: Key) => Pressed<Shown>;
};

export type DialogKeys<Shown> = {
  /** Where they work, for `?` and the page of keys. */
  readonly where: string;
  /** In the order of the hints, the most useful first. */
  readonly bindings: readonly DialogBinding<Shown>[];
  /** Takes typed or pasted text. */
  readonly type?: (shown: Shown, text: string, context: SessionContext) => Shown;
};

/** The keys of an open dialog. */
export type BoundKeys = {
  readonly bindings: readonly BoundKey[];
  readonly type?: (context: SessionContext, text: string) => void;
};

export type BoundKey = {
  readonly keys: readonly Key[];
  readonly label: () => string | undefined;
  readonly reason: () => string | undefined;
  readonly press: (context: SessionContext, key: Key) => void;
};

/** The keys of a dialog as they are listed, whatever its state is. */
export type KeyTable = {
  readonly where: string;
  readonly bindings: readonly Pick<DialogBinding<never>, 'keys' | 'help' | 'where'>[];
  readonly type?: unknown;
};

/** A row of the table of keys in `?` and on the page of keys. */
export type KeyRow = { readonly keys: readonly Key[]; readonly where: string; readonly help: string };

/** The rows of the keys of dialogs; keys that several of them share are listed once. */
export function keyRowsOf(tables: readonly KeyTable[]): readonly KeyRow[] {
  const rows = tables.flatMap(table =>
    table.bindings.flatMap(({ keys, help, where = table.where }): readonly KeyRow[] =>
      help === undefined ? [] : [{ keys, where, help }],
    ),
  );
  return [...new Map(rows.map(row => [`${row.where} ${row.keys.join(' ')}`, row])).values()];
}
