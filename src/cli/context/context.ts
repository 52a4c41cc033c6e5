import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Acts } from '../../contract/done-act.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { OpenOptions } from '../../stores/open-store.ts';
import type { ResolvedTarget, TargetContext } from '../../targets/target.ts';

export type OutputStream = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** What a command needs of the world outside: streams, a clock, folders, and how a store is opened. */
export type Context = TargetContext & {
  /** Whether lines are appended in place of a screen, and no control sequence is written. */
  readonly isLinear?: true;
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Epoch ms. */
  readonly now: () => number;
  /** When the command was given, in epoch ms; absent where that is now. */
  readonly startedAt?: number;
  /** `undefined` for a user without an account name, as in a container. */
  readonly accountName: () => string | undefined;
  readonly openStore: (target: ResolvedTarget, options?: OpenOptions) => Promise<RunStore>;
  readonly acts: Acts;
  /** The folder of what the program keeps for this user, which need not exist. */
  readonly userDataFolder: () => Promise<string>;
  /** Aborts with an `EndedEarly` when the user interrupts, or when nothing reads the output any more. */
  readonly signal: AbortSignal;
  /** Starts this program again in a process group of its own, without streams; it ends when disconnected. */
  readonly forkSelf: (args: readonly string[]) => ChildProcess;
};

export function userName({ env, accountName }: Pick<Context, 'env' | 'accountName'>): string | undefined {
  return env.USER ?? env.USERNAME ?? accountName();
}

export type Runner = {
  readonly context: Context;
  readonly done: (exitCode: number) => void;
  readonly line: readonly string[];
};

const brand: unique symbol = Symbol.for('runlens.EndedEarly');

/** Why the program ends before its work is done; the reason of an aborted `Context.signal`. */
export class EndedEarly extends Error {
  /** By brand: each bundle of the built program has its own copy of this class, and errors cross bundles. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, brand);
  }

  readonly [brand] = true;
  override readonly name = 'EndedEarly';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function hasScreen({ stdin, stdout }: Pick<Context, 'stdin' | 'stdout'>): boolean {
  return stdout.isTTY === true && stdin.isTTY === true;
}
