import { setTimeout as delay } from 'node:timers/promises';
import type { Block } from '../longest-block.ts';
import { processorMs } from '../processor-time.ts';
import { repeatMs } from './hold-key.ts';
import { inspector, lastHint } from './inspector-screen.ts';
import { watchBlocks } from './program-blocks.ts';
import { replay, type Screen, waitUntilShown } from './replay.ts';
import { startTimed, type TimedProgram } from './timed-program.ts';

export type Act = {
  readonly path: string;
  /** A folder for what is noted. */
  readonly folder: string;
  readonly args?: readonly string[];
  /** The keys that ask, and what the screen says after each. */
  readonly asking: readonly (readonly [keys: string, shown: string])[];
  /** The number of runs, which is typed. */
  readonly runs: number;
  /** What the dialog says in the end. */
  readonly done: string;
};

export type ActTimes = {
  /** From the key that confirms to the last outcome. */
  readonly ms: number;
  /** The work of all threads of the program. */
  readonly workedMs: number;
  readonly block: Block;
  /** The time of each key pressed meanwhile until a frame showed it, which may be that of a later key. */
  readonly keyMs: readonly number[];
};

const settledMs = 400;
/** Until the dialog of the outcomes is there, whose cursor the keys move. */
const openedMs = 150;

/** The built program acts on many runs of a store, while a key is held down so many times. */
export async function timeAct(act: Act, keys: number): Promise<ActTimes> {
  const watch = watchBlocks(act.folder);
  const program = startTimed({ ...inspector(act.path, ...(act.args ?? [])), env: watch.env });
  try {
    await program.quiet(settledMs, lastHint);
    for (const [asked, shown] of act.asking) {
      program.send(asked);
      await waitUntilShown(program, screen => includes(screen, shown));
    }
    program.send(String(act.runs));
    await program.quiet(settledMs);
    const workedBefore = processorMs(program.pid);
    const start = program.send('\r');
    const sentAt = await pressMeanwhile(program, keys);
    const end = await waitUntilShown(program, screen => includes(screen, act.done));
    const workedMs = processorMs(program.pid) - workedBefore;
    const keyMs = await timesUntilShown(
      program,
      sentAt.filter(at => at < end),
    );
    return { ms: end - start, workedMs, block: watch.longest(start, end), keyMs };
  } finally {
    program.send('\u001b');
    await program.quit();
  }
}

/** Nothing is read from the screen meanwhile, which would make the times longer. */
async function pressMeanwhile(program: TimedProgram, keys: number): Promise<readonly number[]> {
  if (keys === 0) return [];
  await delay(openedMs);
  const sentAt: number[] = [];
  for (let pressed = 0; pressed < keys; pressed += 1) {
    sentAt.push(program.send('j'));
    await delay(repeatMs);
  }
  return sentAt;
}

async function timesUntilShown(program: TimedProgram, sentAt: readonly number[]): Promise<readonly number[]> {
  const [first = 0] = sentAt;
  const times: number[] = [];
  let top: number | undefined;
  await replay(program.chunks, (screen, { at }) => {
    const row = cursorRow(screen);
    if (at < first) top = row;
    else if (row !== undefined && top !== undefined)
      while (times.length < row - top) times.push(at - (sentAt[times.length] ?? at));
    return times.length < sentAt.length ? 'go on' : 'enough';
  });
  if (times.length < sentAt.length) throw new Error(`${sentAt.length - times.length} keys were never shown`);
  return times.slice(0, sentAt.length);
}

/** The line of the screen on which the cursor of the dialog is. */
function cursorRow(screen: Screen): number | undefined {
  const row = screen.findIndex(line => line.includes('│ ▌'));
  return row < 0 ? undefined : row;
}

function includes(screen: Screen, text: string): boolean {
  return screen.some(line => line.includes(text));
}
