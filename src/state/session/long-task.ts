import { untilAborted } from '../../async/until-aborted.ts';
import type { Task } from './state.ts';

/** Changes the text that says how far the work is. */
export type ReportProgress = (text: string) => void;

type Work = (signal: AbortSignal, report: ReportProgress) => Promise<void>;

export type LongTask = {
  /** Starts work and aborts the work before it. The text is shown once the work takes long. */
  readonly start: (task: Task, work: Work) => Promise<void>;
  /** Aborts the work of this kind, or any; returns whether there was such work. */
  readonly stop: (kind?: Task['kind']) => boolean;
};

const shownAfterMs = 200;

/** Work that reads many pages, one piece at a time, which Esc stops. */
export function createLongTask(show: (task: Task | undefined) => void): LongTask {
  let current: { readonly kind: Task['kind']; readonly abort: AbortController } | undefined;

  const stop = (kind = current?.kind): boolean => {
    if (!current || current.kind !== kind) return false;
    current.abort.abort();
    current = undefined;
    show(undefined);
    return true;
  };

  const start = async ({ kind, text }: Task, work: Work): Promise<void> => {
    stop();
    const own = { kind, abort: new AbortController() };
    const { signal } = own.abort;
    current = own;
    let latest = text;
    let isLate = false;
    const report = (next: string): void => {
      latest = next;
      if (isLate && current === own) show({ kind, text: latest });
    };
    const timer = setTimeout(() => {
      isLate = true;
      report(latest);
    }, shownAfterMs);
    try {
      await untilAborted(work(signal, report), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      if (current === own) stop();
    }
  };

  return { start, stop };
}
