import { writeSync } from 'node:fs';
import type { Background } from '../../model/background.ts';
import type { Environment } from '../../model/environment.ts';
import { errorCode, thrownStack } from '../../model/errors.ts';
import { createProgressSign, type ProgressSign } from '../known-terminals.ts';
import { createPainter, type Painter, type TerminalSize } from '../painter/painter.ts';
import { type EndWatch, hangUpExitCode, ignoreHangUps, interruptExitCode, watchEnds } from './ends.ts';
import { TerminalInput, TerminalOutput } from './ink-streams.ts';
import { createTerminalQuestions, type TerminalQuestions } from './questions.ts';
import { createSizeWatch, type SizeWatch } from './watch-size.ts';

/** Alternate screen, hidden cursor, bracketed paste, no wrap (which could scroll), style reset, clear. */
const enterSequence = '\u001B[?1049h\u001B[?25l\u001B[?2004h\u001B[?7l\u001B[m\u001B[2J\u001B[H';

/** Undoes `enterSequence` backwards, after ending a synchronized update that a frame left open. */
const leaveSequence = '\u001B[?2026l\u001B[m\u001B[?7h\u001B[?2004l\u001B[?25h\u001B[?1049l';

/** The Linux console and dumb terminals print sequences that they do not know. */
function canSynchronize(env: Environment): boolean {
  return env.TERM !== 'dumb' && env.TERM !== 'linux';
}

type TerminalOptions = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly env: Environment;
  /** Whether only lines of text are written, without a screen. */
  readonly isLinear?: boolean;
  readonly exit?: (code: number) => void;
};

/** Longer than a stop takes to reach every thread: a process still running then was not stopped. */
const stopGraceMs = 100;

function printStack(error: unknown): void {
  writeNow({ fd: 2, write: () => {} }, `${thrownStack(error)}\n`);
}

/** `ours` between `enter` and the end, except while the shell (`stopped`) or a child (`lent`) uses it. */
type Holder = 'closed' | 'ours' | 'stopped' | 'lent';

/** The sole owner of the terminal's modes, screen and keys, from `enter` to any kind of end. */
export class Terminal {
  readonly input: TerminalInput;
  readonly #options: TerminalOptions;
  readonly #painter: Painter;
  readonly #sizeWatch: SizeWatch;
  readonly #questions: TerminalQuestions;
  readonly #progress: ProgressSign;
  readonly #resizeListeners = new Set<(size: TerminalSize) => void>();
  readonly #backgroundListeners = new Set<(background: Background) => void>();
  #holder: Holder = 'closed';
  #ends: EndWatch | undefined;
  #stopTimer: NodeJS.Timeout | undefined;

  constructor(options: TerminalOptions) {
    const { stdin, stdout, env } = options;
    this.#options = options;
    this.#sizeWatch = createSizeWatch({ stdout, env, onResized: this.#resized });
    const { size } = this.#sizeWatch;
    this.#painter = createPainter({ stdout, size, isSynchronized: canSynchronize(env) });
    this.#questions = createTerminalQuestions({
      env,
      onKeys: keys => this.input.push(keys),
      onChanged: background => {
        for (const listener of this.#backgroundListeners) listener(background);
      },
      write: sequence => this.writeBetweenFrames(sequence),
    });
    this.#progress = createProgressSign({ env, write: sequence => this.writeBetweenFrames(sequence) });
    this.input = new TerminalInput(this.#questions.receive);
    stdin.on('end', this.#hangUp).on('error', this.#hangUp);
    stdout.on('error', this.#hangUp);
  }

  get size(): TerminalSize {
    return this.#sizeWatch.size();
  }

  /** Calls the listener once a resize has settled; returns a function that ends this. */
  onResize(listener: (size: TerminalSize) => void): () => void {
    this.#resizeListeners.add(listener);
    return () => this.#resizeListeners.delete(listener);
  }

  get background(): Background | undefined {
    return this.#questions.background();
  }

  onBackground(listener: (background: Background) => void): () => void {
    this.#backgroundListeners.add(listener);
    return () => this.#backgroundListeners.delete(listener);
  }

  readonly createInkOutput = (paint: (lines: readonly string[]) => void): TerminalOutput => {
    const { stdout } = this.#options;
    const flush = (done: () => void) => stdout.write('', () => done());
    const output = new TerminalOutput({ size: () => this.size, paint, flush });
    this.onResize(() => output.emit('resize'));
    return output;
  };

  enter(): void {
    if (this.#holder !== 'closed') return;
    this.#ends ??= watchEnds({
      restore: this.restore,
      onStop: () => this.#stop('process'),
      onContinue: this.#continue,
      isLent: () => this.#holder === 'lent',
      reportCrash: printStack,
      exit: this.#exit,
    });
    this.#sizeWatch.start();
    this.#take();
  }

  /** Restores the terminal before it returns; safe to call at any time, also while the process ends. */
  readonly restore = (): void => {
    const wasOurs = this.#holder === 'ours';
    this.#holder = 'closed';
    clearTimeout(this.#stopTimer);
    this.#sizeWatch.stop();
    this.#ends?.unwatch();
    this.#ends = undefined;
    if (wasOurs) this.#give();
  };

  /** Shows lines of text and SGR sequences, cut to the screen. */
  readonly paint = (lines: readonly string[]): void => this.#painter.paint(lines);

  writeBetweenFrames(sequence: string): void {
    this.#painter.write(sequence);
  }

  /** Shows progress from 0 to 1 in the tab or the taskbar, where the terminal can. */
  showProgress(part: number | undefined): void {
    this.#progress.show(part);
  }

  /** Ctrl-Z: restores the terminal for the shell and stops everything started with this program. */
  suspend(): void {
    this.#stop('group');
  }

  /** Lends the terminal to a child while the action runs, then repaints; does nothing while it is lent. */
  async runOutside<Result>(action: () => Promise<Result>): Promise<Result | undefined> {
    if (this.#isLent()) return undefined;
    if (this.#holder !== 'ours') return action();
    this.#give();
    this.#holder = 'lent';
    // A paused stdin stops reading a tick later.
    await new Promise(setImmediate);
    try {
      return await action();
    } finally {
      if (this.#isLent()) this.#take();
    }
  }

  #isLent(): boolean {
    return this.#holder === 'lent';
  }

  // Raw mode first: in the background it waits for the foreground, and nothing is drawn over the shell.
  #take(): void {
    this.#holder = 'ours';
    const { stdin, stdout, isLinear } = this.#options;
    this.#setRaw(true);
    this.#sizeWatch.refresh();
    if (!isLinear) writeNow(stdout, enterSequence + this.#questions.begin());
    this.#painter.open();
    stdin.on('data', this.#receive);
    stdin.resume();
  }

  #give(): void {
    const { stdin, stdout, isLinear } = this.#options;
    this.#painter.close();
    stdin.off('data', this.#receive);
    stdin.pause();
    if (!isLinear) writeNow(stdout, this.#progress.end() + this.#questions.end() + leaveSequence);
    this.#questions.settle();
    this.#setRaw(false);
  }

  /** Before anybody reads the keys, Ctrl-C ends the program. */
  readonly #receive = (chunk: Uint8Array | string): void => {
    const isInterrupt = !this.input.isRead() && hasInterrupt(String(chunk));
    if (!isInterrupt) return this.input.receive(chunk);
    this.restore();
    this.#exit(interruptExitCode);
  };

  #setRaw(isRaw: boolean): void {
    const set = () => {
      try {
        this.#options.stdin.setRawMode?.(isRaw);
      } catch {
        // A terminal that is gone has no modes.
      }
    };
    if (this.#ends) this.#ends.stoppable(set);
    else set();
  }

  #stop(who: 'process' | 'group'): void {
    if (this.#holder === 'ours') {
      this.#give();
      this.#holder = 'stopped';
      // A process that was continued receives SIGCONT before this runs.
      this.#stopTimer = setTimeout(() => setImmediate(this.#resume), stopGraceMs);
    }
    this.#ends?.stop(who);
  }

  /** A stop from outside lets the shell change the modes, so they are set again. */
  readonly #continue = (): void => {
    if (this.#holder === 'ours') {
      this.#give();
      this.#holder = 'stopped';
    }
    this.#resume();
  };

  readonly #resume = (): void => {
    clearTimeout(this.#stopTimer);
    if (this.#holder === 'stopped') this.#take();
  };

  readonly #resized = (isOtherSize: boolean): void => {
    this.#painter.forget();
    setImmediate(this.#painter.refresh);
    if (!isOtherSize) return;
    for (const listener of this.#resizeListeners) listener(this.size);
  };

  readonly #exit = (code: number): void => (this.#options.exit ?? process.exit)(code);

  readonly #hangUp = (): void => {
    if (this.#holder === 'closed') return;
    ignoreHangUps();
    this.restore();
    this.#exit(hangUpExitCode);
  };
}

/** Nothing is written or read before `enter`. */
export function openTerminal(options: TerminalOptions): Terminal {
  return new Terminal(options);
}

const paste = /\u001B\[200~[\s\S]*?(?:\u001B\[201~|$)/gu;

/** Ctrl-C as a control character, and in the Kitty keyboard protocol. */
const interrupt = /\u0003|\u001B\[99;5u/u;

function hasInterrupt(keys: string): boolean {
  return interrupt.test(keys) && interrupt.test(keys.replace(paste, ''));
}

const longestWaitMs = 500;
const pauseMs = 5;

type Target = { readonly fd?: number; readonly write: (text: string) => unknown };

/** Writes before it returns, even at exit; gives up silently on a terminal that is gone or stuck. */
function writeNow(target: Target, text: string): void {
  if (target.fd === undefined) {
    target.write(text);
    return;
  }
  let bytes = Buffer.from(text);
  let waitedMs = 0;
  while (bytes.length > 0 && waitedMs < longestWaitMs) {
    try {
      bytes = bytes.subarray(writeSync(target.fd, bytes));
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
      waitedMs += pauseMs;
    }
  }
}
