import { homedir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../stores/open-store.ts';
import { type Context, EndedEarly, type OutputStream } from './context.ts';
import { abortOnSignals } from './end-signals.ts';
import { main } from './main.ts';

/** Runs the program on the real terminal or pipes and resolves with its exit code. */
export async function runProgram(argv: readonly string[] = process.argv.slice(2)): Promise<number> {
  const ending = new AbortController();
  abortOnSignals(ending, process);
  if (process.channel) {
    process.once('disconnect', () =>
      ending.abort(new EndedEarly('the process that started this one is gone', 0)),
    );
  }
  return main(argv, createContext(ending));
}

function createContext(ending: AbortController): Context {
  const home = homedir();
  const stdout = onClosedPipe(process.stdout, () =>
    ending.abort(new EndedEarly('nobody reads the output', 0)),
  );
  return {
    // Each of the other streams costs a millisecond to open, and most commands need neither.
    get stdin() {
      return process.stdin;
    },
    get stderr() {
      return process.stderr.listenerCount('error') > 0
        ? process.stderr
        : onClosedPipe(process.stderr, () => {});
    },
    stdout,
    env: process.env,
    home,
    cwd: process.cwd(),
    now: Date.now,
    signal: ending.signal,
    openStore,
    userConfigPath: async () => {
      const { default: envPaths } = await import('env-paths');
      return join(envPaths('runlens', { suffix: '' }).config, 'config.yaml');
    },
    // Loaded on use: it takes 8 ms.
    forkSelf: args =>
      process
        .getBuiltinModule('node:child_process')
        .fork(process.argv[1] ?? '', args, { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
  };
}

function onClosedPipe<Stream extends OutputStream>(stream: Stream, listener: () => void): Stream {
  stream.on('error', error => {
    if (!isClosedPipe(error)) throw error;
    listener();
  });
  return stream;
}

function isClosedPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
