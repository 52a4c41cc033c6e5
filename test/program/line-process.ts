import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { patienceMs } from '../in-time.ts';

export type Said = { readonly match: RegExpExecArray /** Epoch ms. */; readonly at: number };

/** A process that is spoken to, and answers, in lines. */
export type LineProcess = {
  readonly tell: (line: string) => void;
  /**
   * Resolves with the first line that fits, said before or after; rejects when the process ends without it,
   * or in time.
   */
  readonly said: (pattern: RegExp, timeoutMs?: number) => Promise<Said>;
  readonly kill: () => Promise<void>;
};

type Options = { readonly cwd: string; readonly env: Record<string, string> };

const keptLines = 5_000;

/** Runs a program of Node in a process of its own; what it says on both its outputs counts. */
export function startLineProcess(args: readonly string[], options: Options): LineProcess {
  const child = spawn(process.execPath, args, { ...options, stdio: 'pipe' });
  const lines: { readonly text: string; readonly at: number }[] = [];
  const checks = new Set<() => void>();
  const hear = (text: string) => {
    lines.push({ text, at: Date.now() });
    if (lines.length > keptLines) lines.shift();
    for (const check of checks) check();
  };
  createInterface({ input: child.stdout }).on('line', hear);
  createInterface({ input: child.stderr }).on('line', hear);
  // A process that was killed does not read what is told to it.
  child.stdin.on('error', () => undefined);
  let hasEnded = false;
  const ended = new Promise<void>(resolve => {
    child.on('close', () => {
      hasEnded = true;
      resolve();
      for (const check of checks) check();
    });
  });

  function find(pattern: RegExp): Said | undefined {
    for (const { text, at } of lines) {
      const match = pattern.exec(text);
      if (match) return { match, at };
    }
    return undefined;
  }

  function said(pattern: RegExp, timeoutMs = patienceMs): Promise<Said> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        const last = lines.slice(-20).map(line => line.text);
        reject(new Error([`${args.join(' ')} ${why} ${pattern}:`, ...last].join('\n')));
      };
      const timer = setTimeout(() => {
        checks.delete(check);
        fail('did not say');
      }, timeoutMs);
      const check = () => {
        const found = find(pattern);
        if (!found && !hasEnded) return;
        checks.delete(check);
        clearTimeout(timer);
        if (found) resolve(found);
        else fail('ended without saying');
      };
      checks.add(check);
      check();
    });
  }

  return {
    tell: line => void child.stdin.write(`${line}\n`),
    said,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
