import { InspectorError } from '../../model/errors.ts';

export type Report = (error: unknown) => void;

export const reportAsWarning: Report = error =>
  process.emitWarning(error instanceof Error ? error : String(error));

/** Errors that pass by themselves; other calls to the store report them. */
const passing: readonly string[] = ['unreachable', 'timeout', 'conflict', 'not-found'];

/** Reports a lasting failure of repeated work once; skips passing failures. */
export function createFailureReport(report: Report) {
  let reported: string | undefined;
  return {
    failed(error: unknown) {
      if (error instanceof InspectorError && passing.includes(error.kind)) return;
      if (String(error) !== reported) report(error);
      reported = String(error);
    },
    succeeded() {
      reported = undefined;
    },
  };
}

type RepeatOptions = { readonly everyMs: number; readonly firstMs?: number; readonly report: Report };

export type RepeatedWork = ReturnType<typeof repeatWork>;

/** Runs never overlap, and the timer does not keep the process alive. */
export function repeatWork(work: () => Promise<void>, { everyMs, firstMs = everyMs, report }: RepeatOptions) {
  const { failed, succeeded } = createFailureReport(report);
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  let timer = setTimeout(onTimer, firstMs).unref();

  function run(): Promise<void> {
    const next = running.then(() => (isStopped ? undefined : work()));
    running = next.catch(() => {});
    return next;
  }

  function onTimer(): void {
    timer = setTimeout(onTimer, everyMs).unref();
    run().then(succeeded, failed);
  }

  return {
    run,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
