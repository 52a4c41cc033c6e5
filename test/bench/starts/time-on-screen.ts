import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { inspector, lastHint } from '../terminal/inspector-screen.ts';
import { replay, throwNotShown } from '../terminal/replay.ts';
import { startTimed } from '../terminal/timed-program.ts';

type Timed = {
  readonly starter: RunStore;
  /** What the built program opens in its terminal. */
  readonly location: string;
  readonly samples: number;
};

const settledMs = 500;

/**
 * How long a start takes until the table of the built program has a row with its run, in ms. A start comes
 * each second or two, as of a person.
 */
export async function timeOnScreen({ starter, location, samples }: Timed): Promise<readonly number[]> {
  const program = startTimed(inspector(location));
  const startedAt = new Map<string, number>();
  try {
    await program.quiet(settledMs, lastHint);
    while (startedAt.size < samples) {
      const by = randomUUID().slice(0, 8);
      startedAt.set(by, performance.now());
      const { type } = await starter.startRun({ workflow: 'work', by });
      if (type !== 'started') throw new Error(`the start was answered ${type}`);
      await delay(1_000 + Math.random() * 1_000);
    }
    const shown = new Map<string, number>();
    await replay(program.chunks, (screen, { at }) => {
      const text = screen.join('\n');
      for (const [by, began] of startedAt) if (!shown.has(by) && text.includes(by)) shown.set(by, at - began);
      return shown.size === samples ? 'enough' : 'go on';
    });
    if (shown.size < samples) await throwNotShown(program.chunks);
    return [...shown.values()];
  } finally {
    await program.quit();
  }
}
