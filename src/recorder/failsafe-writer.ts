import type { RunWriter } from '../stores/sqlite/facts.ts';
import { prepareFolder } from './locate-store.ts';

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
  const writer = await openOrFail(path);
  let untold: { readonly error: unknown } | undefined;
  let lastMessage: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  function failed(error: unknown): void {
    untold = { error };
    const message = String(error);
    if (message !== lastMessage) onError(error);
    lastMessage = message;
  }
  async function check(): Promise<void> {
    timer = undefined;
    await writer.flush().then(() => {
      lastMessage = undefined;
    }, failed);
  }
  function watch(): void {
    timer ??= setTimeout(check, checkMs).unref();
  }
  async function tell(work: () => Promise<void>): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const before = untold;
    untold = undefined;
    await work();
    if (before) throw before.error;
  }

  watch();
  return {
    write(facts) {
      writer.write(facts);
      watch();
    },
    flush: () => tell(() => writer.flush()),
    onCancelRequested: listener => writer.onCancelRequested(listener),
    close: () => tell(() => writer.close()),
  };
}

async function openOrFail(path: string): Promise<RunWriter> {
  try {
    prepareFolder(path);
    const { openRunWriter } = await import('../stores/sqlite/writer.ts');
    return await openRunWriter({ path });
  } catch (error) {
    const fail = async (): Promise<void> => {
      throw error;
    };
    return { write: () => {}, flush: fail, onCancelRequested: () => () => {}, close: fail };
  }
}
