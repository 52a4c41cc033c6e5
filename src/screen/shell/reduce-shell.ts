import type { Action } from './actions.ts';
import type { Notice, State, Task } from './state.ts';
import type { Size } from './window-size.ts';

/** What an action of the shell makes of the state; `undefined` for any other. */
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
    case 'noticed':
      return { ...state, notice: withTime(action, state.now) };
    case 'notice-expired':
      return state.notice ? { ...state, notice: undefined } : state;
    case 'task-moved':
      return withTasks(state, moveTask(state.tasks, action.kind, action.task));
    default:
      return reduceStore(state, action);
  }
}

/** A task that ends before it is shown changes nothing. */
function withTasks(state: State, tasks: State['tasks']): State {
  return tasks === state.tasks ? state : { ...state, tasks };
}

/** A task keeps its line while it goes on. */
function moveTask(tasks: State['tasks'], kind: Task['kind'], task: Task | undefined): State['tasks'] {
  const isKnown = tasks.some(one => one.kind === kind);
  if (!task) return isKnown ? tasks.filter(one => one.kind !== kind) : tasks;
  return isKnown ? tasks.map(one => (one.kind === kind ? task : one)) : [...tasks, task];
}

function withTime({ text, tone, reasonOf }: Omit<Notice, 'at'>, at: number): Notice {
  return { text, tone, at, ...(reasonOf && { reasonOf }) };
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

function withStore(state: State, patch: Partial<State['store']>): State {
  return { ...state, store: { ...state.store, ...patch } };
}
