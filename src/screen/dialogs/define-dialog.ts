import type { Theme } from '../paint/theme.ts';
import type { Key } from '../shell/keyboard.ts';
import type { Overlay, Reaction, SessionContext, State } from '../shell/state.ts';

export type DialogDefinition<Shown extends Overlay> = {
  readonly type: Shown['type'];
  readonly keys: DialogKeys<Shown>;
  /** Keys that take the place of `keys` for a while, and when. */
  readonly otherKeys?: DialogKeys<Shown> & { readonly when: (shown: Shown) => boolean };
  /** Absent for a dialog that another part of the screen draws, as the filter bar. */
  readonly lines?: (shown: Shown, look: Look) => Drawing;
  /** The line that text is typed into, and what it is called. */
  readonly typed?: (shown: Shown) => TypedLine;
  /** Starts when the dialog opens. */
  readonly work?: (context: SessionContext, running: Running<Shown>) => Following<Shown> | undefined;
};

export type TypedLine = {
  readonly name: string;
  readonly line: { readonly text: string; readonly caret: number };
};

export type Look = { readonly state: State; readonly theme: Theme };

/** A title and prepared lines, in a box of `width` columns. */
export type Drawing = {
  readonly title: string;
  readonly lines?: readonly string[];
  readonly width: number;
  readonly items?: DrawnItems;
};

/** The items of a menu, as many of them as are visible. */
export type DrawnItems = {
  readonly items: readonly { readonly id: string; readonly label: string }[];
  readonly index: number;
  readonly limit: number;
};

/** A dialog while its work goes on. */
export type Running<Shown> = {
  readonly opened: Shown;
  /** The dialog as it is now; `undefined` once it is closed. */
  readonly shown: () => Shown | undefined;
  readonly signal: AbortSignal;
  readonly update: (change: (shown: Shown) => Shown) => void;
  readonly close: () => void;
};

/** Called with each later state of the dialog. */
export type Following<Shown> = (shown: Shown) => void;

type Dispatching = Pick<SessionContext, 'dispatch' | 'getState'>;

export type Dialog<Shown extends Overlay = Overlay> = {
  readonly type: Shown['type'];
  readonly open: (context: Pick<SessionContext, 'dispatch'>, initial: Shown) => void;
  /** The dialog as it is; `undefined` where another or none is open. */
  readonly in: (state: Pick<State, 'overlay'>) => Shown | undefined;
  readonly update: (context: Dispatching, change: (shown: Shown) => Shown) => void;
  readonly close: (context: Pick<SessionContext, 'dispatch'>) => void;
} & KnownDialog;

/** A dialog as the kit knows it, whatever its state is. */
export type KnownDialog = {
  readonly type: Overlay['type'];
  readonly keys: KeyTable;
  readonly otherKeys?: KeyTable;
  readonly keysOf: (overlay: Overlay) => BoundKeys;
  readonly draw: (look: Look) => Drawing | undefined;
  readonly typed: (overlay: Overlay) => TypedLine | undefined;
  readonly begin: (context: SessionContext, signal: AbortSignal) => (() => void) | undefined;
};

let known: readonly KnownDialog[] = [];

/** Makes the dialogs of all features known, once: the kit knows none of them. */
export function bindDialogs(dialogs: readonly KnownDialog[]): void {
  known = dialogs;
}

export function dialogOf(overlay: Overlay): KnownDialog | undefined {
  return known.find(({ type }) => type === overlay.type);
}

export function dialogKeyRows(): readonly KeyRow[] {
  const others = known.flatMap(({ otherKeys }) => otherKeys ?? []);
  return keyRowsOf([...known.map(({ keys }) => keys), ...others]);
}

export function keysOf(overlay: Overlay): BoundKeys {
  return dialogOf(overlay)?.keysOf(overlay) ?? { bindings: [] };
}

/** Defines a dialog: its keys, its lines, and its work, which is stopped when it closes. */
export function defineDialog<Shown extends Overlay>(definition: DialogDefinition<Shown>): Dialog<Shown> {
  const { type, keys, otherKeys, lines } = definition;
  const isOf = (overlay: Overlay): overlay is Shown => overlay.type === type;
  const shownIn = ({ overlay }: Pick<State, 'overlay'>) => (isOf(overlay) ? overlay : undefined);
  const close: Dialog<Shown>['close'] = ({ dispatch }) => dispatch({ type: 'dialog-closed', dialog: type });
  const update: Dialog<Shown>['update'] = (context, change) => {
    const shown = shownIn(context.getState());
    const next = shown && change(shown);
    if (next !== shown && next) context.dispatch({ type: 'dialog-changed', dialog: next });
  };
  const settle = (context: SessionContext, before: Shown, next: Pressed<Shown>): void => {
    if (next === before) return;
    if (typeof next === 'object') return context.dispatch({ type: 'dialog-changed', dialog: next });
    close(context);
    next?.();
  };
  const begin: KnownDialog['begin'] = (context, signal) => {
    const opened = shownIn(context.getState());
    if (!opened) return undefined;
    const shown = () => (signal.aborted ? undefined : shownIn(context.getState()));
    const follow = definition.work?.(context, {
      ...{ opened, shown, signal },
      update: change => (signal.aborted ? undefined : update(context, change)),
      close: () => (signal.aborted ? undefined : close(context)),
    });
    return () => {
      const now = shown();
      if (now) follow?.(now);
    };
  };
  const dialog: Dialog<Shown> = {
    ...{ type, keys, otherKeys, begin, close, update },
    open: ({ dispatch }, initial) => dispatch({ type: 'dialog-opened', dialog: initial }),
    in: shownIn,
    keysOf: overlay => {
      if (!isOf(overlay)) return { bindings: [] };
      return bind(otherKeys?.when(overlay) ? otherKeys : keys, overlay, settle);
    },
    typed: overlay => (isOf(overlay) ? definition.typed?.(overlay) : undefined),
    draw: look => {
      const shown = shownIn(look.state);
      return shown && lines?.(shown, look);
    },
  };
  return dialog;
}

type Settle<Shown> = (context: SessionContext, before: Shown, next: Pressed<Shown>) => void;

function bind<Shown>({ bindings, type }: DialogKeys<Shown>, shown: Shown, settle: Settle<Shown>): BoundKeys {
  const boundOf = ({ keys, label, reason, press }: DialogBinding<Shown>): BoundKey => ({
    keys,
    label: () => (typeof label === 'function' ? label(shown) : label),
    reason: () => reason?.(shown),
    press: (context, key) => settle(context, shown, press(shown, context, key)),
  });
  return {
    bindings: bindings.map(boundOf),
    type: type && ((context, text) => settle(context, shown, type(shown, text, context))),
  };
}

type Work = {
  readonly opened: Overlay;
  readonly abort: AbortController;
  readonly follow: (() => void) | undefined;
};

/** Starts the work of each dialog that opens, and stops it when the dialog closes. */
export function runDialogWork(context: SessionContext): Reaction {
  let work: Work | undefined;
  const react: Reaction['react'] = () => {
    const { overlay, opened } = context.getState();
    if (opened === work?.opened) return work.follow?.();
    work?.abort.abort();
    const abort = new AbortController();
    // The work may change or close the dialog before `begin` returns.
    work = { opened, abort, follow: undefined };
    const follow = dialogOf(overlay)?.begin(context, abort.signal);
    if (work.opened === opened) work = { opened, abort, follow };
  };
  return {
    react: (before, after) => {
      if (before.overlay !== after.overlay) react(before, after);
    },
    stop: () => work?.abort.abort(),
  };
}

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
  readonly where?: string;
  readonly reason?: (shown: Shown) => string | undefined;
  readonly press: (shown: Shown, context: SessionContext, key: Key) => Pressed<Shown>;
};

export type DialogKeys<Shown> = {
  readonly where: string;
  /** In the order of the hints, the most useful first. */
  readonly bindings: readonly DialogBinding<Shown>[];
  readonly type?: (shown: Shown, text: string, context: SessionContext) => Shown;
};

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
