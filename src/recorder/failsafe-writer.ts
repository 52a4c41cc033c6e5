import type { RunWriter } from '../contract/run-events.ts';

const checkMs = 1_000;

type Report = (error: unknown) => void;

/** Opens a writer, or one that drops everything and rejects in `flush` and `close` when that fails. */
export async function openFailsafeWriter<W extends RunWriter>(
  open: (report: Report) => Promise<W>,
  onError: Report,
): Promise<W | RunWriter> {
  let last: unknown;
  const report: Report = error => {
    if (error === last) return;
    last = error;
    try {
      onError(error);
    } catch {
      // An error in the listener must not end the program.
    }
  };
  try {
    return await open(report);
  } catch (error) {
    report(error);
    const fail = async (): Promise<void> => {
      throw error;
    };
    return { write: () => {}, flush: fail, onCancelRequested: () => () => {}, close: fail };
  }
}

/** Flushes a writer regularly, to report each problem within about a second, once while it lasts. */
export function withChecks(writer: RunWriter, report: Report): RunWriter {
  let reported: string | undefined;
  let loss: { readonly error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function check(): Promise<void> {
    timer = undefined;
    try {
      await writer.flush();
      reported = undefined;
    } catch (error) {
      if (String(error) !== reported) report(error);
      reported = String(error);
      // Only one flush reports a loss; a lasting problem makes the next flush fail too.
      await writer.flush().then(
        () => {
          loss ??= { error };
        },
        () => {},
      );
    }
  }
  async function withLosses(work: () => Promise<void>): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    await work();
    if (!loss) return;
    const { error } = loss;
    loss = undefined;
    throw error;
  }

  return {
    write(events) {
      writer.write(events);
      timer ??= setTimeout(check, checkMs).unref();
    },
    flush: () => withLosses(() => writer.flush()),
    onCancelRequested: listener => writer.onCancelRequested(listener),
    starts: writer.starts,
    close: () => withLosses(() => writer.close()),
  };
}
