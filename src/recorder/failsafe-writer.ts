import type { RunWriter } from '../stores/facts.ts';
import { prepareFolder } from '../stores/sqlite/prepare-folder.ts';

const checkMs = 1_000;

export type FailsafeOptions = {
  readonly path: string;
  readonly onError: (error: unknown) => void;
};

/**
 * Opens a store for recording. What goes wrong, then or later, never reaches `write`: `onError` hears of it within about a
 * second, once while it lasts, and the next `flush` or `close` rejects with it.
 */
export async function openFailsafeWriter({ path, onError }: FailsafeOptions): Promise<RunWriter> {
  let told: string | undefined;
  let loss: { readonly error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function tell(error: unknown): void {
    if (String(error) === told) return;
    told = String(error);
    try {
      onError(error);
    } catch {
      // A listener that fails must not end the program either.
    }
  }
  const writer = await openOrFail(path, tell);

  async function check(): Promise<void> {
    timer = undefined;
    try {
      await writer.flush();
      told = undefined;
    } catch (error) {
      tell(error);
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

async function openOrFail(path: string, tell: (error: unknown) => void): Promise<RunWriter> {
  try {
    prepareFolder(path);
    const { openRunWriter } = await import('../stores/sqlite/writer.ts');
    return await openRunWriter({ path });
  } catch (error) {
    tell(error);
    const fail = async (): Promise<void> => {
      throw error;
    };
    return { write: () => {}, flush: fail, onCancelRequested: () => () => {}, close: fail };
  }
}
