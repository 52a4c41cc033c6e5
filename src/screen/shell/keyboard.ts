import type { Key } from './key.ts';

/** After this time keys are handled although what they were held for has not ended. */
const longestHoldMs = 300;

/** These never wait. */
const urgentKeys: ReadonlySet<Key> = new Set(['escape', 'ctrl+c', 'ctrl+z']);

export type Keyboard = {
  readonly press: (key: Key) => void;
  readonly type: (text: string) => void;
  /**
   * Keeps the keys that follow until the work has ended, so that `Gk` in one piece means what it means key by
   * key. Esc drops them.
   */
  readonly hold: (work: Promise<void>) => void;
  readonly drop: () => void;
};

type Listener = Pick<Keyboard, 'press' | 'type'>;

export function createKeyboard(listener: Listener): Keyboard {
  let kept: (() => void)[] = [];
  let holds = 0;

  const release = (): void => {
    holds -= 1;
    while (holds === 0) {
      const next = kept.shift();
      if (!next) return;
      next();
    }
  };

  const drop = (): void => {
    kept = [];
  };

  return {
    drop,
    press: key => {
      if (key === 'escape') drop();
      if (holds === 0 || urgentKeys.has(key)) listener.press(key);
      else kept.push(() => listener.press(key));
    },
    type: text => {
      if (holds === 0) listener.type(text);
      else kept.push(() => listener.type(text));
    },
    hold: work => {
      holds += 1;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, longestHoldMs);
      Promise.race([work, promise]).finally(() => {
        clearTimeout(timer);
        release();
      });
    },
  };
}
