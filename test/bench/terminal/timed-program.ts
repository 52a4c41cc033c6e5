import { setTimeout as delay } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { isolatedEnvironment } from '../../pty/isolated-environment.ts';

export const columns = 200;
export const rows = 50;

/** What came from a program in one read, and when. */
export type Chunk = { readonly at: number; readonly text: string };

export type TimedProgram = {
  readonly pid: number;
  /** Just before it was started; as all times here on the clock of `performance.now`. */
  readonly startedAt: number;
  readonly chunks: readonly Chunk[];
  /** Types, and says when. */
  readonly send: (keys: string) => number;
  /** Resolves when nothing came for so long, and `text` had come before; nothing is parsed meanwhile. */
  readonly quiet: (quietMs: number, text?: string) => Promise<void>;
  /** Resolves with the time of the end. */
  readonly exited: Promise<number>;
  /**
   * Lets it quit by its own key, as a user does, so that it can leave behind what makes its next start
   * quicker; ends it when it does not.
   */
  readonly quit: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
};

const patienceMs = 60_000;
const quitPatienceMs = 2_000;

/**
 * Runs a program in a real pseudo-terminal and keeps what it writes with the times at which it came. What the
 * screen showed is found out afterwards, so that no time of the program's is spent on reading its screen.
 */
export function startTimed({ file, args, cwd, env }: Command): TimedProgram {
  const chunks: Chunk[] = [];
  const startedAt = performance.now();
  const pty = spawn(file, [...args], {
    cols: columns,
    rows,
    cwd: cwd ?? process.cwd(),
    env: isolatedEnvironment(env),
    name: 'xterm-256color',
  });
  pty.onData(text => void chunks.push({ at: performance.now(), text }));
  let hasEnded = false;
  const exited = new Promise<number>(resolve => {
    pty.onExit(() => {
      hasEnded = true;
      resolve(performance.now());
    });
  });
  async function close(): Promise<void> {
    if (!hasEnded) pty.kill('SIGKILL');
    await exited;
  }
  return {
    pid: pty.pid,
    startedAt,
    chunks,
    send(keys) {
      const at = performance.now();
      pty.write(keys);
      return at;
    },
    quiet: (quietMs, text = '') => waitForQuiet({ chunks, quietMs, text, hasEnded: () => hasEnded }),
    exited,
    async quit() {
      pty.write('q');
      await Promise.race([exited, delay(quitPatienceMs)]);
      await close();
    },
    close,
  };
}

type Wait = {
  readonly chunks: readonly Chunk[];
  readonly quietMs: number;
  readonly text: string;
  readonly hasEnded: () => boolean;
};

function waitForQuiet({ chunks, quietMs, text, hasEnded }: Wait): Promise<void> {
  const deadline = performance.now() + patienceMs;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (why: string) =>
    reject(new Error(`${why}; it wrote:\n${chunks.map(chunk => chunk.text).join('')}`));
  const look = () => {
    const now = performance.now();
    const last = chunks.at(-1);
    const hasCome = last !== undefined && chunks.some(chunk => chunk.text.includes(text));
    if (hasCome && now - last.at >= quietMs) resolve();
    else if (hasEnded()) fail('the program ended early');
    else if (now > deadline) fail(`"${text}" did not come, or it never got quiet`);
    else setTimeout(look, hasCome ? Math.max(1, quietMs - (now - last.at)) : 20);
  };
  look();
  return promise;
}
