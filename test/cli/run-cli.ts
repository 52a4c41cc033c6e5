import type { ChildProcess } from 'node:child_process';
import { PassThrough, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Context } from '../../src/cli/context/context.ts';
import { main } from '../../src/cli/main.ts';
import { createActs } from '../../src/cli/memory/acts.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { createJournaledStore } from '../../src/stores/journaled-store.ts';
import { openStore } from '../../src/stores/open-store.ts';
import { createHome } from '../targets/temporary-home.ts';
import { createFakeStore } from './fake-store.ts';
import { now, sampleRuns } from './sample-runs.ts';

type Options = {
  /** Default: a store in memory with the sample runs; `real` opens what the target names. */
  readonly store?: RunStore | 'real';
  readonly files?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether stdout is a terminal, and how wide. */
  readonly columns?: number;
  readonly accountName?: string;
  /** Whether stderr is a terminal. */
  readonly isTalking?: boolean;
  /** What is typed, at once or meanwhile; makes stdin a terminal. */
  readonly typed?: string | PassThrough;
  readonly now?: () => number;
  readonly signal?: AbortSignal;
  readonly forkSelf?: (args: readonly string[]) => ChildProcess;
  readonly home?: ReturnType<typeof createHome>;
};

export type CliResult = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command line in this process on a temporary home whose project has a store. */
export async function runCli(argv: readonly string[], options: Options = {}): Promise<CliResult> {
  const home =
    options.home ?? createHome(options.files ?? { 'project/.runlens/runs.db': '' }, { cwd: options.cwd });
  const { typed } = options;
  const keys = typed instanceof PassThrough ? typed : new PassThrough().end(typed ?? '');
  const stdin = Object.assign(keys, { isTTY: typed !== undefined });
  onTestFinished(() => {
    stdin.destroy();
  });
  const stdout = createSink({ isTTY: options.columns !== undefined, columns: options.columns });
  const stderr = createSink({ isTTY: options.isTalking === true, columns: 80 });
  const { store } = options;
  const user = { now: options.now ?? (() => now), userDataFolder: async () => home.path('data') };
  const acts = createActs(user);
  const opened = store === 'real' ? undefined : (store ?? createFakeStore(sampleRuns));
  const context: Context = {
    ...home,
    ...user,
    acts,
    env: options.env ?? {},
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    accountName: () => options.accountName,
    signal: options.signal ?? new AbortController().signal,
    openStore: async (target, options) =>
      opened
        ? createJournaledStore(opened, acts.keep)
        : openStore(target, { ...options, keepAct: acts.keep }),
    forkSelf:
      options.forkSelf ??
      (() => {
        throw new Error('no process is started here');
      }),
  };
  const code = await main(argv, context);
  return { code, out: stdout.text(), err: stderr.text() };
}

function createSink(tty: { readonly isTTY: boolean; readonly columns?: number }) {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, tty), text: () => chunks.join('') };
}
