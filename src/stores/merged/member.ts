import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';

export type MemberSource = { readonly name: string; readonly open: () => Promise<RunStore> };

/** One of several stores: opened when it is first needed, and again when that failed. */
export type Member = {
  readonly name: string;
  readonly store: () => Promise<RunStore>;
  readonly opened: () => RunStore | undefined;
  /** Whether an answer that nobody waits for any more is still to come: until then it is not asked again. */
  readonly isLate: () => boolean;
  /**
   * Nobody waits for this answer any more; when it comes, the member is back. It is given up when the member
   * is closed.
   */
  readonly leaveLate: (answer: Promise<unknown>, giveUp: () => void) => void;
  /** Calls when an answer that was late came after all; gives back what ends that. */
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
    isLate: () => late !== undefined,
    leaveLate(answer, giveUp) {
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
      // What is still opening closes itself when it is open.
      opening?.catch(() => undefined);
      late?.();
      await store?.close();
    },
  };
}

/** An error of one member, with its name. What is no `InspectorError` is a bug, and thrown as it is. */
export function withName(error: unknown, name: string): InspectorError {
  if (!(error instanceof InspectorError)) throw error;
  const options = error.hint === undefined ? { cause: error } : { hint: error.hint, cause: error };
  return new InspectorError(error.kind, `${name}: ${error.message}`, options);
}
