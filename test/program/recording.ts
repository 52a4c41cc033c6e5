import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type Recording = {
  readonly process: ChildProcess;
  /**
   * Resolves once the program has said this line, with the time in epoch ms; rejects when it ends without.
   */
  readonly said: (line: string) => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** Starts a program of the fixtures that records into a store, in a process of its own. */
export function startRecording(location: string, program = 'recording-program'): Recording {
  const path = fileURLToPath(new URL(`./fixtures/${program}.js`, import.meta.url));
  const child = spawn(process.execPath, [path, location], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = new Map<string, number>();
  const waiting = new Set<() => void>();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) lines.set(line, Date.now());
    for (const check of waiting) check();
  });
  let hasEnded = false;
  const ended = new Promise<void>(resolve => {
    // With this its output has been read too, which it has not at `exit`.
    child.on('close', () => {
      hasEnded = true;
      for (const check of waiting) check();
      resolve();
    });
  });
  return {
    process: child,
    said: line =>
      new Promise((resolve, reject) => {
        const check = () => {
          const at = lines.get(line);
          if (at === undefined && !hasEnded) return;
          waiting.delete(check);
          if (at === undefined) reject(new Error(`${program} ended without saying "${line}"`));
          else resolve(at);
        };
        waiting.add(check);
        check();
      }),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
