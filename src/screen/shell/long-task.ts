import { untilAborted } from '../../async/deadline.ts';
import type { ReaderContext } from './reader-context.ts';
import type { Task } from './state.ts';

/** Changes the text that says how far the work is. */
export type ReportProgress = (text: string) => void;

type Work = (signal: AbortSignal, report: ReportProgress) => Promise<void>;

/** The action of a key that waits for the cursor to arrive, and two words for it. */
export type NextStep = { readonly act: () => void; readonly label: string };

export type LongTask = {
  /** Starts work and aborts the work before it. The text is shown once the work takes long. */
  readonly start: (task: Task, work: Work) => Promise<void>;
  /** Aborts the work of this kind, or any; returns whether there was such work. */
  readonly stop: (kind?: Task['kind']) => boolean;
  /**
   * Does this once the jump under way has ended, in place of what was to follow before; never if it fails or
   * is stopped. Returns whether a jump is under way.
   */
  readonly afterJump: (next: NextStep) => boolean;
};

type Current = {
  readonly kind: Task['kind'];
  readonly abort: AbortController;
  readonly show: () => void;
  next?: NextStep;
};

const shownAfterMs = 200;

/** Work that reads many pages, one piece at a time, which Esc stops. */
export function createLongTask(dispatch: ReaderContext['dispatch']): LongTask {
  let current: Current | undefined;

  const stop = (kind = current?.kind): boolean => {
    if (!current || current.kind !== kind) return false;
    current.abort.abort();
    current = undefined;
    dispatch({ type: 'task-moved', kind });
    return true;
  };

  const start = async ({ kind, text }: Task, work: Work): Promise<void> => {
    stop();
    let latest = text;
    let isLate = false;
    const showLatest = (): void => {
      if (!isLate || current !== own) return;
      dispatch({ type: 'task-moved', kind, task: { kind, text: latest, next: own.next?.label } });
    };
    const own: Current = { kind, abort: new AbortController(), show: showLatest };
    const { signal } = own.abort;
    current = own;
    const report = (next: string): void => {
      latest = next;
      showLatest();
    };
    const timer = setTimeout(() => {
      isLate = true;
      showLatest();
    }, shownAfterMs);
    let next: NextStep | undefined;
    try {
      await untilAborted(work(signal, report), signal);
      next = own.next;
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      if (current === own) stop();
    }
    next?.act();
  };

  const afterJump = (next: NextStep): boolean => {
    if (current?.kind !== 'jump') return false;
    current.next = next;
    current.show();
    return true;
  };

  return { start, stop, afterJump };
}
