import { InspectorError } from '../../model/errors.ts';

export type Report = (error: unknown) => void;

/** For a program that gives no way to report: what fails unseen must not stay so. */
export const reportAsWarning: Report = error =>
  process.emitWarning(error instanceof Error ? error : String(error));

/** What passes by itself, and is reported by whoever reads, writes or checks the store meanwhile. */
const passing: readonly string[] = ['unreachable', 'timeout', 'conflict', 'not-found'];

export type FailureReport = { readonly failed: Report; readonly succeeded: () => void };

/** Reports a failure of work that is repeated once while it lasts; not at all where it passes by itself. */
export function createFailureReport(report: Report): FailureReport {
  let reported: string | undefined;
  return {
    failed(error) {
      if (error instanceof InspectorError && passing.includes(error.kind)) return;
      if (String(error) !== reported) report(error);
      reported = String(error);
    },
    succeeded() {
      reported = undefined;
    },
  };
}

type RepeatOptions = {
  readonly everyMs: number;
  readonly firstMs?: number;
  readonly report: Report;
};

export type RepeatedWork = {
  /** Does the work now. */
  readonly run: () => Promise<void>;
  /** Resolves when nothing is running any more. */
  readonly stop: () => Promise<void>;
};

/** Does work again and again, one call after the other; keeps no process alive. */
export function repeatWork(
  work: () => Promise<void>,
  { everyMs, firstMs = everyMs, report }: RepeatOptions,
): RepeatedWork {
  const { failed, succeeded } = createFailureReport(report);
  let running: Promise<void> = Promise.resolve();
  let timer = setTimeout(onTimer, firstMs).unref();

  function run(): Promise<void> {
    const next = running.then(work);
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
      clearTimeout(timer);
      await running;
    },
  };
}
