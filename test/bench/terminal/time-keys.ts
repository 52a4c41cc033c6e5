import { setTimeout as delay } from 'node:timers/promises';
import { replay, type Screen } from './replay.ts';
import type { TimedProgram } from './timed-program.ts';

export type Key = {
  readonly keys: string;
  readonly what: string;
  /** Whether a screen shows what the key is for, given the one at which it was pressed. */
  readonly isShown: (screen: Screen, before: Screen) => boolean;
};

/**
 * Presses keys one after the other, with so long in between; of each, the time until the screen showed what
 * it is for, in ms.
 */
export async function timeKeys(
  program: TimedProgram,
  keys: readonly Key[],
  apartMs: number,
): Promise<readonly number[]> {
  const sentAt: number[] = [];
  for (const key of keys) {
    sentAt.push(program.send(key.keys));
    await delay(apartMs);
  }
  const shownAt: (number | undefined)[] = keys.map(() => undefined);
  let before: Screen = [];
  let screen: Screen = [];
  let current = -1;
  await replay(program.chunks, (next, { at }) => {
    while (at >= (sentAt[current + 1] ?? Number.POSITIVE_INFINITY)) {
      current += 1;
      before = screen;
    }
    screen = next;
    if (shownAt[current] === undefined && keys[current]?.isShown(screen, before)) shownAt[current] = at;
    return 'go on';
  });
  return keys.map(({ what }, index) => {
    const at = shownAt[index];
    if (at === undefined)
      throw new Error(`within ${apartMs} ms no key ${what}: the screen was\n${screen.join('\n')}`);
    return at - (sentAt[index] ?? 0);
  });
}
