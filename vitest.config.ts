import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { patienceMs } from './test/in-time.ts';
import { notesBelowSummary } from './test/notes-below-summary.ts';
import { builtThreads } from './test/threads/built-threads.ts';
import { isThorough } from './test/trials.ts';
import { WaitingFilesFirst } from './test/waiting-files-first.ts';

const every = ['test/**/*.test.{ts,tsx}'];

/** Tested by `npm run test:engines` and `npm run test:browser`, with what these install. */
const engines = ['test/engines/**/*.real.test.ts', 'test/browser/**', '**/node_modules/**'];

const isNamed = process.argv.some(word => word.startsWith('test/'));

/** Stories and attacks play the whole program on top of what other tests assert: CI does, and who names them. */
const played =
  isThorough || isNamed
    ? []
    : [
        'test/attacks/**',
        'test/docs/{examples,first-incident}.test.ts',
        'test/incident/**',
        'test/program/{agent,case-file,cloud-story,code-cache,demo-interrupted,failure-ways}.test.ts',
        'test/program/{hostile-text,keys-and-sizes,light-and-dark,live-table}.test.ts',
        'test/program/{notify,plain-terminals,remembered-looks,secrets,slow-server,story}.test.ts',
        'test/program/{tour,without-a-terminal}.test.ts',
      ];

/** Put another module in a module's place, or measure a process, and so cannot share one with other tests. */
const alone = ['test/server/access/constant-work.test.ts', 'test/files/write-new-file.test.ts'];

/** A socket's path has at most some hundred bytes, and the screens that tests read are not much wider. */
const longest = 60;
const shortFolder = tmpdir().length > longest ? { TMPDIR: '/tmp' } : {};

export default defineConfig({
  test: {
    // Many tests wait for programs, servers and databases: with a worker a core, cores would stand idle.
    // Each more takes the processor two to three seconds, to load the modules again.
    maxWorkers: Math.max(isThorough ? 6 : 5, availableParallelism()),
    sequence: { sequencer: WaitingFilesFirst },
    reporters: ['default', notesBelowSummary],
    globalSetup: ['test/postgres/global-setup.ts', 'test/threads/global-setup.ts'],
    projects: [
      project('alone', { include: alone }),
      // A process for every file, which loads every module again, costs a fifth of the whole.
      project('together', { include: every, exclude: [...alone, ...engines, ...played], isolate: false }),
    ],
  },
});

function project(name: string, files: { include: string[]; exclude?: string[]; isolate?: boolean }) {
  return {
    plugins: [builtThreads],
    test: {
      name,
      ...files,
      setupFiles: ['test/threads/keep-threads.ts', 'test/contradictions/count-frames.ts'],
      // For what hangs; nothing that is tested takes as long, even on a machine with much else to do.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      expect: { poll: { timeout: patienceMs } },
      env: {
        TZ: 'UTC',
        ...shortFolder,
        // Node strips the types of a module once, and not for every thread and program that the tests start.
        NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules', '.cache', 'node'),
      },
    },
  };
}
