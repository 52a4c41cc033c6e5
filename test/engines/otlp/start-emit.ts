import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder into which real exporters write; removed with everything that still runs. */
export function createEmitter() {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-otel-'));
  const children: ChildProcess[] = [];

  function start(...flows: readonly string[]): ChildProcess {
    const args = [join(import.meta.dirname, 'emit.js'), folder, ...flows];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }

  return {
    folder,
    traces: join(folder, 'traces.jsonl'),
    start,
    /** Runs flows to their end, and gives the exit code. */
    run: async (...flows: readonly string[]): Promise<number> => {
      const [code] = await once(start(...flows), 'exit');
      return Number(code);
    },
    remove: () => {
      for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
