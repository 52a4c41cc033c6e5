import type { RunStore } from '../../../src/contract/run-store.ts';

export type PacedStore = {
  readonly store: RunStore;
  /** How many answers the store itself still owes; those that it gave may be on their way. */
  readonly asked: () => number;
};

/** A store whose answers come as late as they are told to: what was read may be old once it arrives. */
export function paceStore(inner: RunStore, nextDelayMs: () => number): PacedStore {
  let asked = 0;
  const pace = async (answer: Promise<unknown>): Promise<unknown> => {
    const delayMs = nextDelayMs();
    asked += 1;
    try {
      return await answer;
    } finally {
      asked -= 1;
      if (delayMs > 0) await new Promise(resolve => setTimeout(resolve, delayMs));
    }
  };
  const store = new Proxy(inner, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function' || name === 'changes' || name === 'close') return value;
      return (...args: readonly unknown[]) => {
        const answer: unknown = Reflect.apply(value, target, args);
        return answer instanceof Promise ? pace(answer) : answer;
      };
    },
  });
  return { store, asked: () => asked };
}
