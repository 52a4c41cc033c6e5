import type { Theme } from '../paint/theme.ts';
import type { Key } from '../shell/keyboard.ts';
import type { Overlay, Reaction, SessionContext, Size, State } from '../shell/state.ts';
import { type EditLine, lineBindings } from './text-line.ts';

export type DialogDefinition<Shown extends Overlay> = {
  readonly type: Shown['type'];
  readonly keys: DialogKeys<Shown>;
  /** Keys that replace `keys` while `when` holds. */
  readonly otherKeys?: DialogKeys<Shown> & { readonly when: (shown: Shown) => boolean };
  /** Absent for a dialog that another part of the screen draws, such as the filter bar. */
  readonly lines?: (shown: Shown, look: Look) => Drawing;
  readonly typed?: (shown: Shown) => TypedLine;
  readonly work?: (context: SessionContext, running: Running<Shown>) => Following<Shown> | undefined;
};

export type TypedLine = {
  readonly name: string;
  readonly line: { readonly text: string; readonly caret: number };
};

export type Look = { readonly state: State; readonly theme: Theme };

/** `lines` are fitted to a box of `width` columns, with a blank column on both sides. */
export type Drawing = {
  readonly title: string;
  readonly lines?: readonly string[];
  readonly width: number;
  readonly items?: DrawnItems;
};

/** The items of a menu, of which `limit` are visible. */
export type DrawnItems = {
  readonly items: readonly { readonly id: string; readonly label: string }[];
  readonly index: number;
  readonly limit: number;
};

export type Running<Shown> = {
  readonly opened: Shown;
  /** `undefined` once the dialog is closed. */
  readonly shown: () => Shown | undefined;
  readonly signal: AbortSignal;
  readonly update: (change: (shown: Shown) => Shown) => void;
  readonly close: () => void;
};

export type Following<Shown> = (shown: Shown) => void;

export type Dialog<Shown extends Overlay = Overlay> = {
  readonly type: Shown['type'];
  readonly open: (context: Pick<SessionContext, 'dispatch'>, initial: Shown) => void;
  /** `undefined` where another dialog or none is open. */
  readonly in: (state: Pick<State, 'overlay'>) => Shown | undefined;
  readonly update: (
    context: Pick<SessionContext, 'dispatch' | 'getState'>,
    change: (shown: Shown) => Shown,
  ) => void;
  readonly close: (context: Pick<SessionContext, 'dispatch'>) => void;
} & KnownDialog;

/** A dialog as the kit knows it: it does not know the type of the state. */
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

export function bindDialogs(dialogs: readonly KnownDialog[]): void {
  known = dialogs;
}

export function dialogOf(overlay: Overlay): KnownDialog | undefined {
  return known.find(({ type }) => type === overlay.type);
}

/** Keys that several dialogs share are listed once. */
export function dialogKeyRows(): readonly KeyRow[] {
  const others = known.flatMap(({ otherKeys }) => otherKeys ?? []);
  const rows = [...known.map(({ keys }) => keys), ...others].flatMap(table =>
    table.bindings.flatMap(({ keys, help, where = table.where }): readonly KeyRow[] =>
      help === undefined ? [] : [{ keys, where, help }],
    ),
  );
  return [...new Map(rows.map(row => [`${row.where} ${row.keys.join(' ')}`, row])).values()];
}

export function keysOf(overlay: Overlay): BoundKeys {
  return dialogOf(overlay)?.keysOf(overlay) ?? { bindings: [] };
}

export function defineDialog<Shown extends Overlay>(definition: DialogDefinition<Shown>): Dialog<Shown> {
  const { type, lines } = definition;
  const keys = withLineKeys(definition.keys);
  const otherKeys = definition.otherKeys && withLineKeys(definition.otherKeys);
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
  return {
    ...{ type, keys, otherKeys, begin, close, update },
    open: ({ dispatch }, initial) => dispatch({ type: 'dialog-opened', dialog: initial }),
    in: shownIn,
    keysOf: overlay => {
      if (!isOf(overlay)) return { bindings: [] };
      return bind((definition.otherKeys?.when(overlay) && otherKeys) || keys, overlay, settle);
    },
    typed: overlay => (isOf(overlay) ? definition.typed?.(overlay) : undefined),
    draw: look => {
      const shown = shownIn(look.state);
      return shown && lines?.(shown, look);
    },
  };
}

type Settle<Shown> = (context: SessionContext, before: Shown, next: Pressed<Shown>) => void;

function withLineKeys<Shown>(keys: DialogKeys<Shown>): DialogKeys<Shown> {
  const { bindings, edits } = keys;
  return edits ? { ...keys, bindings: [...bindings, ...lineBindings(edits)] } : keys;
}

function bind<Shown>({ bindings, edits }: DialogKeys<Shown>, shown: Shown, settle: Settle<Shown>): BoundKeys {
  const boundOf = ({ keys, help, label, reason, press }: DialogBinding<Shown>): BoundKey => ({
    keys,
    help,
    label: () => (typeof label === 'function' ? label(shown) : label),
    reason: () => reason?.(shown),
    press: (context, key) => settle(context, shown, press(shown, context, key)),
  });
  return {
    bindings: bindings.map(boundOf),
    type:
      edits && ((context, text) => settle(context, shown, edits(shown, { type: 'typed', text }, context))),
  };
}

type Work = {
  readonly opened: Overlay;
  readonly abort: AbortController;
  readonly follow: (() => void) | undefined;
};

export function runDialogWork(context: SessionContext): Reaction {
  let work: Work | undefined;
  const react: Reaction['react'] = (before, after) => {
    if (before.overlay === after.overlay) return;
    const { overlay, opened } = context.getState();
    if (opened === work?.opened) return work.follow?.();
    work?.abort.abort();
    const abort = new AbortController();
    // The work may change or close the dialog before `begin` returns.
    work = { opened, abort, follow: undefined };
    const follow = dialogOf(overlay)?.begin(context, abort.signal);
    if (work.opened === opened) work = { opened, abort, follow };
  };
  return { react, stop: () => work?.abort.abort() };
}

/**
 * The next state of a dialog after a key: the same one if nothing changes. `undefined` closes the dialog; a
 * function is called after it is closed.
 */
export type Pressed<Shown> = Shown | undefined | (() => void);

export type DialogBinding<Shown> = {
  readonly keys: readonly Key[];
  /** At most two words, for the hints; absent for keys without a hint. */
  readonly label?: string | ((shown: Shown) => string | undefined);
  /** One line for `?` and the page of keys; absent for keys that are not listed. */
  readonly help?: string;
  readonly where?: string;
  readonly reason?: (shown: Shown) => string | undefined;
  readonly press: (shown: Shown, context: SessionContext, key: Key) => Pressed<Shown>;
};

export type DialogKeys<Shown> = {
  readonly where: string;
  /** In the order of the hints, most useful first. */
  readonly bindings: readonly DialogBinding<Shown>[];
  /** Makes the dialog a line of text, whose keys follow the others. */
  readonly edits?: EditLine<Shown>;
};

type BoundKeys = {
  readonly bindings: readonly BoundKey[];
  readonly type?: (context: SessionContext, text: string) => void;
};

type BoundKey = {
  readonly keys: readonly Key[];
  readonly help?: string;
  readonly label: () => string | undefined;
  readonly reason: () => string | undefined;
  readonly press: (context: SessionContext, key: Key) => void;
};

type KeyTable = {
  readonly where: string;
  readonly bindings: readonly Pick<DialogBinding<never>, 'keys' | 'help' | 'where'>[];
  readonly edits?: unknown;
};

type KeyRow = { readonly keys: readonly Key[]; readonly where: string; readonly help: string };

type Step = 'line' | 'half' | 'page' | 'end';

type Row = readonly [by: 1 | -1, Step, readonly Key[], help: string, label?: string];

const rows: readonly Row[] = [
  [1, 'line', ['j', 'down'], 'down one line', 'scroll'],
  [-1, 'line', ['k', 'up'], 'up one line', 'scroll'],
  [1, 'half', ['ctrl+d'], 'down half a page'],
  [-1, 'half', ['ctrl+u'], 'up half a page'],
  [1, 'page', ['pagedown', 'ctrl+f', 'space'], 'down a page'],
  [-1, 'page', ['pageup', 'ctrl+b'], 'up a page'],
  [-1, 'end', ['g', 'home'], 'to the first line'],
  [1, 'end', ['G', 'end'], 'to the last line'],
];

/** `roomOf` returns how many lines, or rows with a cursor, are visible together. */
export function scrollKeys<Shown>(
  scroll: (shown: Shown, lines: number, size: Size) => Shown,
  roomOf: (shown: Shown, size: Size) => number,
): readonly DialogBinding<Shown>[] {
  return rows.map(([by, step, keys, help, label]) => ({
    keys,
    label,
    help,
    where: 'lists that scroll',
    press: (shown, { getState }) => {
      const { size } = getState();
      return scroll(shown, by * linesPerStep[step](roomOf(shown, size)), size);
    },
  }));
}

const linesPerStep: Readonly<Record<Step, (room: number) => number>> = {
  line: () => 1,
  half: room => Math.max(1, Math.floor(room / 2)),
  page: room => Math.max(1, room),
  end: () => Number.POSITIVE_INFINITY,
};

export function scrollTop(top: number, lines: number, total: number, room: number): number {
  return Math.max(0, Math.min(Math.max(0, total - room), top + lines));
}

/** The lines of wrapped rows that fit, with all of the row under the cursor if possible. */
export function linesAround(
  rows: readonly (readonly string[])[],
  index: number,
  height: number,
): readonly string[] {
  const before = rows.slice(0, index).flat().length;
  const end = before + (rows[index]?.length ?? 0);
  const top = Math.min(before, Math.max(0, end - height));
  return rows.flat().slice(top, top + height);
}
