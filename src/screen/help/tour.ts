import { type Key, keyName } from '../shell/keyboard.ts';
import { keyOf } from '../shell/keymap.ts';
import type { Action, SessionContext, State } from '../shell/state.ts';
import { isOnFailed } from '../table/failed-run.ts';

declare module '../shell/state.ts' {
  interface State {
    /** Absent without a tour, and once it has ended. */
    readonly tour?: Tour;
  }
  interface Actions {
    readonly tour: { readonly type: 'tour-key-pressed' } | { readonly type: 'tour-ended' };
  }
}

type Tour = {
  readonly done: number;
  /** Whether the key of the step was pressed; its effect may take a moment. */
  readonly isPressed: boolean;
};

type TourStep = {
  readonly command: string;
  readonly text: string;
  /** What to press first; then `brief` replaces `text` to fit below a dialog in a small window. */
  readonly first?: (state: State) => string | undefined;
  readonly brief?: string;
  readonly isDone: (state: State) => boolean;
};

const steps: readonly TourStep[] = [
  { command: 'next-error', text: 'goes to the newest failure', isDone: isOnFailed },
  {
    command: 'open',
    text: 'opens it: what failed, and where',
    isDone: ({ screen }) => screen === 'detail',
  },
  {
    command: 'shared-causes',
    text: 'asks why: what do these failures share?',
    isDone: ({ overlay }) => overlay.type === 'shared-causes',
  },
  {
    command: 'compare',
    first: ({ overlay }) => (overlay.type === 'none' ? undefined : 'q closes this, then'),
    brief: 'compares',
    text: 'compares the run with one that worked',
    isDone: ({ screen }) => screen === 'compare',
  },
  {
    command: 'copy-menu',
    text: 'copies the differences for a bug report',
    isDone: ({ compare, overlay }) => compare?.comparison !== undefined || overlay.type === 'copy-menu',
  },
  {
    command: 'run-again',
    first: ({ screen }) => (screen === 'compare' ? 'q goes back,' : undefined),
    text: 'runs it again if you say yes',
    isDone: ({ overlay, notice }) => overlay.type === 'act-question' || notice?.reasonOf === 'run-again',
  },
];

export const newTour: Tour = { done: 0, isPressed: false };

export function applyTourAction(state: State, action: Action): State | undefined {
  const { tour } = state;
  if (action.type === 'tour-ended') return { ...state, tour: undefined };
  if (action.type !== 'tour-key-pressed' || !tour) return undefined;
  return { ...state, tour: { ...tour, isPressed: true } };
}

export function settleTour(state: State): State {
  const { tour, guide } = state;
  if (!tour && guide === undefined) return state;
  if (tour?.isPressed && steps[tour.done]?.isDone(state))
    return settleTour({ ...state, tour: { done: tour.done + 1, isPressed: false } });
  const text = tourText(state);
  return text === guide ? state : { ...state, guide: text };
}

/** All keys are passed on. In a dialog, Esc ends only the dialog. */
export function watchForTour(context: SessionContext, press: (key: Key) => void): (key: Key) => void {
  return key => {
    const { tour, overlay } = context.getState();
    if (!tour) return press(key);
    const step = steps[tour.done];
    const isTyped = overlay.type !== 'none' && overlay.type !== 'shared-causes';
    if (step && !isTyped && keyName(key) === keyOf(step.command))
      context.dispatch({ type: 'tour-key-pressed' });
    press(key);
    if (!step) endTour(context);
    else if (key === 'escape' && overlay.type === 'none') {
      endTour(context);
      context.say(`the tour has ended: ${keyOf('help')} lists the keys`);
    }
  };
}

function endTour({ effects, dispatch }: SessionContext): void {
  effects.memory.endTour();
  dispatch({ type: 'tour-ended' });
}

function tourText(state: State): string | undefined {
  const { tour, overlay } = state;
  if (!tour) return undefined;
  const step = steps[tour.done];
  if (!step) return `That was the tour. ${keyOf('help')} lists the keys, by what they are for`;
  const first = step.first?.(state);
  const text = first === undefined ? step.text : (step.brief ?? step.text);
  const words = [...(first === undefined ? [] : [first]), keyOf(step.command), text];
  const end = overlay.type === 'none' ? ' · Esc ends the tour' : '';
  return `Tour ${tour.done + 1} of ${steps.length} · ${words.join(' ')}${end}`;
}
