import type { Capabilities } from '../../contract/capabilities.ts';
import type { RunStore, SuggestField } from '../../contract/run-store.ts';
import type { ServerAbout, TargetInfo } from '../../contract/target-info.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Effects } from './effects.ts';
import type { Key } from './keyboard.ts';
import type { ScreenLook } from './remembered.ts';

type Notice = {
  readonly text: string;
  readonly tone: 'info' | 'error';
  readonly at: number;
  /** The id of the command that is disabled for this reason; the notice ends once it is enabled. */
  readonly reasonOf?: string;
};

/** A `jump` ends with the next key, unless that acts on the run it leads to; other tasks go on. */
export type Task = {
  readonly kind: 'jump' | 'marking' | 'copying' | 'own-command';
  readonly text: string;
  /** The action that follows a jump, in two words. */
  readonly next?: string;
};

/** The part with the focus; the detail may also be open beside a focused table. */
export type ScreenName = 'table' | 'detail' | 'groups' | 'compare';

export type Size = {
  readonly columns: number;
  readonly rows: number;
  /** Whether lines are read one by one: nothing stands beside anything or is cut. */
  readonly isLinear?: true;
};

/** Features add their parts by `declare module`, as the shell knows none of them. */
export interface State {
  readonly size: Size;
  readonly now: number;
  readonly store: StoreState;
  readonly screen: ScreenName;
  readonly look: ScreenLook;
  readonly notice?: Notice;
  /** A lasting line above the hints, below all messages, such as that of a tour. */
  readonly guide?: string;
  /** Work that has taken a moment; each has a line of its own. */
  readonly tasks: readonly Task[];
  readonly overlay: Overlay;
  /** The dialog as it was opened, which identifies the opening. */
  readonly opened: Overlay;
}

/** The state of a dialog; only its definition knows more than the type. */
export type Overlay = { readonly type: string };

export const noOverlay: Overlay = { type: 'none' };

export interface StoreState {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  readonly about?: ServerAbout;
  readonly link: Link;
  /** Epoch ms, while live updates are paused: when they were, or the list was last read all the same. */
  readonly pausedAt: number | undefined;
}

type Link =
  | { readonly type: 'live' }
  | {
      readonly type: 'stale';
      readonly since: number;
      readonly error: InspectorError;
      readonly retryAt: number;
    };

export interface Actions {
  readonly shell: ShellAction;
}

export type Action = Actions[keyof Actions];

type ShellAction =
  | { readonly type: 'clock-ticked'; readonly now: number }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'screen-changed'; readonly screen: ScreenName }
  | { readonly type: 'look-changed'; readonly look: Partial<ScreenLook> }
  | ({ readonly type: 'noticed' } & Omit<Notice, 'at'>)
  | { readonly type: 'notice-expired' }
  /** Without `task`, the one of this kind has ended. */
  | { readonly type: 'task-moved'; readonly kind: Task['kind']; readonly task?: Task }
  | { readonly type: 'load-failed'; readonly error: InspectorError; readonly retryAt: number }
  | { readonly type: 'link-restored'; readonly target: TargetInfo; readonly can: Capabilities }
  | { readonly type: 'about-loaded'; readonly about: ServerAbout | undefined }
  | { readonly type: 'pause-toggled' }
  | { readonly type: 'dialog-opened' | 'dialog-changed'; readonly dialog: Overlay }
  | { readonly type: 'dialog-closed'; readonly dialog: Overlay['type'] };

export type Reaction = { readonly react: (before: State, after: State) => void; readonly stop: () => void };

export type ReaderContext = {
  readonly store: () => RunStore;
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** Reports an expected failure on the status line; any other ends the program. */
  readonly run: (work: () => Promise<void>) => void;
};

export function reduceShell(state: State, action: Action): State | undefined {
  switch (action.type) {
    case 'clock-ticked':
      return state.now === action.now ? state : { ...state, now: action.now };
    case 'resized':
      return isSameSize(state.size, action.size) ? state : { ...state, size: action.size };
    case 'screen-changed':
      return { ...state, screen: action.screen };
    case 'look-changed':
      return { ...state, look: { ...state.look, ...action.look } };
    case 'noticed': {
      const { text, tone, reasonOf } = action;
      return { ...state, notice: { text, tone, at: state.now, ...(reasonOf && { reasonOf }) } };
    }
    case 'notice-expired':
      return state.notice ? { ...state, notice: undefined } : state;
    case 'task-moved': {
      const tasks = moveTask(state.tasks, action.kind, action.task);
      return tasks === state.tasks ? state : { ...state, tasks };
    }
    case 'dialog-opened':
      return { ...state, overlay: action.dialog, opened: action.dialog };
    // Work of a closed dialog may still report a change.
    case 'dialog-changed':
      return state.overlay.type === action.dialog.type ? { ...state, overlay: action.dialog } : state;
    case 'dialog-closed':
      return state.overlay.type === action.dialog
        ? { ...state, overlay: noOverlay, opened: noOverlay }
        : state;
    default:
      return reduceStore(state, action);
  }
}

/** A task keeps its line. One that ends before it was shown changes nothing. */
function moveTask(tasks: State['tasks'], kind: Task['kind'], task: Task | undefined): State['tasks'] {
  const isKnown = tasks.some(one => one.kind === kind);
  if (!task) return isKnown ? tasks.filter(one => one.kind !== kind) : tasks;
  return isKnown ? tasks.map(one => (one.kind === kind ? task : one)) : [...tasks, task];
}

function isSameSize(a: Size, b: Size): boolean {
  return a.columns === b.columns && a.rows === b.rows;
}

function reduceStore(state: State, action: Action): State | undefined {
  const { store } = state;
  switch (action.type) {
    case 'load-failed': {
      const since = store.link.type === 'stale' ? store.link.since : state.now;
      const link = { type: 'stale', since, error: action.error, retryAt: action.retryAt } as const;
      return withStore(state, { link });
    }
    case 'link-restored':
      if (store.link.type === 'live' && store.can === action.can && store.target === action.target)
        return state;
      return withStore(state, { target: action.target, can: action.can, link: { type: 'live' } });
    case 'about-loaded':
      return withStore(state, { about: action.about });
    case 'pause-toggled':
      return withStore(state, { pausedAt: store.pausedAt === undefined ? state.now : undefined });
    default:
      return undefined;
  }
}

/** Runs are shown as of the pause of live updates: what has ended since must not seem to go on. */
export function shownNow({ now, store: { pausedAt = now } }: Pick<State, 'now' | 'store'>): number {
  return pausedAt;
}

export function withStore(state: State, patch: Partial<State['store']>): State {
  return { ...state, store: { ...state.store, ...patch } };
}

export type ReportProgress = (text: string) => void;

export type Work = (signal: AbortSignal, report: ReportProgress) => Promise<void>;

/** An action that waits for a jump to end; `label` is two words. */
export type NextStep = { readonly act: () => void; readonly label: string };

export type LongTask = {
  /** Aborts earlier work. The text is shown once the work takes long. */
  readonly start: (task: Task, work: Work) => Promise<void>;
  /** Aborts the work of this kind, or any; returns whether there was some. */
  readonly stop: (kind?: Task['kind']) => boolean;
  /**
   * Acts once the jump under way has ended, in place of an earlier next step; not if it fails or is stopped.
   * Returns whether a jump is under way.
   */
  readonly afterJump: (next: NextStep) => boolean;
};

export type Suggester = {
  /** Aborts the previous request. `onLate` is called if the values take long. */
  readonly suggest: (
    field: SuggestField,
    prefix: string,
    onValues: (values: readonly string[]) => void,
    onLate: () => void,
  ) => Promise<void>;
  readonly settled: () => Promise<void>;
  readonly stop: () => void;
};

export interface StoreReader {
  readonly refreshAll: () => Promise<void>;
  readonly reload: () => Promise<void>;
  readonly begin: (namedRun?: string) => void;
  readonly stop: () => void;
}

export interface SessionContext extends ReaderContext, Omit<StoreReader, 'begin' | 'stop'> {
  readonly effects: Effects;
  readonly suggester: Suggester;
  readonly say: (text: string, tone?: Notice['tone']) => void;
  /** Starts work that quitting waits for. */
  readonly finish: (work: () => Promise<void>) => void;
  readonly switchStore: (store: RunStore) => void;
  readonly task: LongTask;
  /** The user's own command that is running; other work does not stop it. */
  readonly ownTask: LongTask;
  /** Like `run`, but the keys that follow wait a moment for the work to end. */
  readonly hold: (work: () => Promise<void>) => void;
  /** Like `hold`, except on a remote store: no key waits for a round trip. */
  readonly holdForRead: (work: () => Promise<void>) => void;
  /** Acts as soon as the state is so; the keys that follow wait for it. */
  readonly keepUntil: (isSo: (state: State) => boolean, act: () => void) => void;
  /** Ends a jump that led nowhere and drops the keys that wait for it. */
  readonly endJump: () => void;
}

export type Perform = (context: SessionContext, key?: Key) => void;
