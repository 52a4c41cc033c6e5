import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Migration } from '../../../src/database/runs/migration.ts';

export type Child = {
  readonly pid: number;
  /** Resolves when the child said the word. */
  readonly says: (word: string) => Promise<void>;
  /** Everything it said so far. */
  readonly said: () => string;
  readonly ended: Promise<void>;
  readonly kill: () => Promise<void>;
};

/** A recording process: see `recording-child.ts`. */
export function startRecording(path: string, prefix: string, count: number, mode = ''): Child {
  return startScript('./recording-child.ts', [path, prefix, String(count), mode]);
}

/** A process that migrates: see `migrating-child.ts`. */
export function startMigrating(path: string, steps: readonly Migration[]): Child {
  return startScript('./migrating-child.ts', [path, JSON.stringify(steps)]);
}

/** A process that takes batches: see `intake-child.ts`. */
export function startIntake(path: string): Child {
  return startScript('./serve/intake-child.ts', [path]);
}

/** A process that claims a start and never begins it: see `starts/claiming-child.ts`. */
export function startClaiming(path: string): Child {
  return startScript('./starts/claiming-child.ts', [path]);
}

function startScript(file: string, args: readonly string[]): Child {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return watchChild(child);
}

function watchChild(child: ChildProcess): Child {
  let output = '';
  let errors = '';
  const listeners = new Set<() => void>();
  child.stdout?.on('data', chunk => {
    output += chunk;
    for (const listener of listeners) listener();
  });
  child.stderr?.on('data', chunk => {
    errors += chunk;
  });
  const ended = new Promise<void>(resolve => child.on('close', () => resolve()));
  return {
    pid: child.pid ?? 0,
    ended,
    said: () => output,
    says: word =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (output.includes(word)) resolve();
        };
        listeners.add(check);
        check();
        void ended.then(() => reject(new Error(`the child ended without "${word}": ${output}${errors}`)));
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
