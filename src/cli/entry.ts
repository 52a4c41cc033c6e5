import type { EventEmitter } from 'node:events';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../model/errors.ts';
import { openStore } from '../stores/open-store.ts';
import { type Context, EndedEarly, type OutputStream } from './context/context.ts';
import { exitCodes } from './context/exit-codes.ts';
import { main } from './main.ts';
import { createActs } from './memory/acts.ts';

export async function runProgram(argv: readonly string[] = process.argv.slice(2)): Promise<number> {
  const ending = new AbortController();
  abortOnSignals(ending, process);
  if (process.channel) {
    process.once('disconnect', () =>
      ending.abort(new EndedEarly('the process that started this one is gone', 0)),
    );
  }
  const output: Output = {};
  const code = await main(argv, createContext(ending, output));
  // A stream reports a failed write one turn of the event loop later.
  await new Promise(setImmediate);
  if (!output.error) return code;
  process.stderr.write(`runlens: the output could not be written: ${output.error.message}\n`);
  return exitCodes.failed;
}

type Output = { error?: Error };

function createContext(ending: AbortController, output: Output): Context {
  const home = orRoot(homedir);
  const stdout = onError(process.stdout, error => {
    if (!['EPIPE', 'ERR_STREAM_DESTROYED'].includes(errorCode(error) ?? '')) output.error = error;
    ending.abort(new EndedEarly('nothing reads the output', output.error ? exitCodes.failed : exitCodes.ok));
  });
  const acts = createActs({ userDataFolder, now: Date.now });
  return {
    // Each of these streams takes a millisecond to open, and most commands need neither.
    get stdin() {
      return process.stdin;
    },
    get stderr() {
      return process.stderr.listenerCount('error') > 0 ? process.stderr : onError(process.stderr, () => {});
    },
    stdout,
    env: process.env,
    home,
    cwd: orRoot(process.cwd),
    now: Date.now,
    startedAt: Date.now() - process.uptime() * 1_000,
    signal: ending.signal,
    accountName,
    acts,
    openStore: (target, options) => openStore(target, { ...options, keepAct: acts.keep }),
    userConfigPath: async () => {
      const { default: envPaths } = await import('env-paths');
      return join(envPaths('runlens', { suffix: '' }).config, 'config.yaml');
    },
    userDataFolder,
    // Loaded on first use: it takes 8 ms.
    forkSelf: args =>
      process
        .getBuiltinModule('node:child_process')
        .fork(process.argv[1] ?? '', args, { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
  };
}

async function userDataFolder(): Promise<string> {
  const { default: envPaths } = await import('env-paths');
  return envPaths('runlens', { suffix: '' }).data;
}

/** A deleted folder, or a user without a home, must not keep the program from opening a store by its path. */
function orRoot(find: () => string): string {
  try {
    return find();
  } catch {
    return '/';
  }
}

function accountName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function onError<Stream extends OutputStream>(stream: Stream, listener: (error: Error) => void): Stream {
  stream.on('error', listener);
  return stream;
}

const signals = [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const;

/** Aborts the work at the first signal; a second one has its default effect. */
export function abortOnSignals(
  ending: AbortController,
  signalled: Pick<EventEmitter, 'on' | 'off' | 'listenerCount'>,
): void {
  for (const [signal, number] of signals) {
    const end = () => {
      // A second listener is that of the terminal, which knows whether Ctrl-C was meant for a pager.
      if (signal === 'SIGINT' && signalled.listenerCount(signal) > 1) return;
      signalled.off(signal, end);
      ending.abort(new EndedEarly(`ended by ${signal}`, 128 + number));
    };
    signalled.on(signal, end);
  }
}
