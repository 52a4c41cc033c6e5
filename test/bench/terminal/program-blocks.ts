import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Block } from '../longest-block.ts';

/** The times for which the main thread of a program did not get to its timers. */
export type ProgramBlocks = {
  readonly env: Readonly<Record<string, string>>;
  /** The longest between two times on the clock of `performance.now` of this process. */
  readonly longest: (from: number, to: number) => Block;
};

let last = 0;

/** A program that is started with this environment notes its blocks in a file. */
export function watchBlocks(folder: string): ProgramBlocks {
  last += 1;
  const path = join(folder, `blocks-${process.pid}-${last}.txt`);
  const preload = pathToFileURL(join(import.meta.dirname, '../programs/watch-blocks.ts')).href;
  return {
    env: { RUNLENS_BENCH_BLOCKS: path, NODE_OPTIONS: `--import=${preload}` },
    longest: (from, to) => {
      const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
      const found = lines.map(line => line.split(' ').map(Number));
      const within = found.filter(([endAt = 0]) => {
        const at = endAt - performance.timeOrigin;
        return at > from && at <= to;
      });
      return {
        ms: Math.max(0, ...within.map(([, ms = 0]) => ms)),
        cpuMs: Math.max(0, ...within.map(([, , cpuMs = 0]) => cpuMs)),
      };
    },
  };
}
