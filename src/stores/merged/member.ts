import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';

export type MemberSource = { readonly name: string; readonly open: () => Promise<RunStore> };

/** A store that is opened when it is first needed, and again when that failed. */
export type Member = {
  readonly name: string;
  readonly store: () => Promise<RunStore>;
  readonly opened: () => RunStore | undefined;
  /** Whether an abandoned answer has not arrived yet; until then the member is not called again. */
  readonly isOverdue: () => boolean;
  /** Waits for an answer in the background. When it arrives, the member is back; closing gives it up. */
  readonly abandon: (answer: Promise<unknown>, giveUp: () => void) => void;
  /** Calls the listener when an abandoned answer arrives; returns a function that ends that. */
  readonly onBack: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
};

export function createMember({ name, open }: MemberSource): Member {
  let store: RunStore | undefined;
  let opening: Promise<RunStore> | undefined;
  let isClosed = false;
  let late: (() => void) | undefined;
  const listeners = new Set<() => void>();

  async function openOnce(): Promise<RunStore> {
    const opened = await open();
    if (isClosed) {
      await opened.close();
      throw new InspectorError('conflict', `${name} was closed`);
    }
    store = opened;
    return opened;
  }

  return {
    name,
    opened: () => store,
    async store() {
      if (isClosed) throw new InspectorError('conflict', `${name} was closed`);
      if (store) return store;
      opening ??= openOnce().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    isOverdue: () => late !== undefined,
    abandon(answer, giveUp) {
      late = giveUp;
      const settle = (isBack: boolean) => {
        late = undefined;
        if (isBack && !isClosed) for (const listener of listeners) listener();
      };
      answer.then(
        () => settle(true),
        () => settle(false),
      );
    },
    onBack(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      // A store that is still opening closes itself once it is open.
      opening?.catch(() => undefined);
      late?.();
      await store?.close();
    },
  };
}

/** An error of a member, with its name. Throws what is no `InspectorError`, which is a bug. */
export function withName(error: unknown, name: string): InspectorError {
  if (!(error instanceof InspectorError)) throw error;
  return new InspectorError(error.kind, `${name}: ${error.message}`, { hint: error.hint, cause: error });
}
