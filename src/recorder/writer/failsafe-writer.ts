import type { RunWriter } from '../../contract/run-events.ts';

const checkMs = 1_000;

type Tell = (error: unknown) => void;

/**
 * Opens a writer whose store may fail. What goes wrong, then or later, never reaches `write`: `onError` hears
 * of it, and the next `flush` or `close` rejects with it. A writer that cannot be opened drops what it is
 * given.
 */
export async function openFailsafeWriter<W extends RunWriter>(
  open: (tell: Tell) => Promise<W>,
  onError: Tell,
): Promise<W | RunWriter> {
  const tell: Tell = error => {
    try {
      onError(error);
    } catch {
      // A listener that fails must not end the program either.
    }
  };
  try {
    return await open(tell);
  } catch (error) {
    tell(error);
    const fail = async (): Promise<void> => {
      throw error;
    };
    return { write: () => {}, flush: fail, onCancelRequested: () => () => {}, close: fail };
  }
}

/** Flushes a writer by itself, so that `tell` hears of trouble within about a second, once while it lasts. */
export function withChecks(writer: RunWriter, tell: Tell): RunWriter {
  let told: string | undefined;
  let loss: { readonly error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function check(): Promise<void> {
    timer = undefined;
    try {
      await writer.flush();
      told = undefined;
    } catch (error) {
      if (String(error) !== told) tell(error);
      told = String(error);
      // Only a loss is over once it was said; what lasts is said again by the next flush.
      await writer.flush().then(
        () => {
          loss ??= { error };
        },
        () => {},
      );
    }
  }
  async function whole(work: () => Promise<void>): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    await work();
    if (!loss) return;
    const { error } = loss;
    loss = undefined;
    throw error;
  }

  return {
    write(facts) {
      writer.write(facts);
      timer ??= setTimeout(check, checkMs).unref();
    },
    flush: () => whole(() => writer.flush()),
    onCancelRequested: listener => writer.onCancelRequested(listener),
    close: () => whole(() => writer.close()),
  };
}
