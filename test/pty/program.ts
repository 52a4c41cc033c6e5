import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { throwFault } from '../contradictions/checked-frame.ts';
import type { User } from '../ordinary-user/ordinary-user.ts';
import {
  createHeadless,
  type HeadlessTerminal,
  type ScreenCell,
  screenCells,
  screenLines,
} from './headless.ts';
import { isolatedEnvironment } from './isolated-environment.ts';
import { createScreenWatch, type ScreenTest } from './screen-watch.ts';
import { watchFrames } from './watch-frames.ts';
import { type TerminalModes, watchModes } from './watch-modes.ts';

export type ProgramOptions = {
  readonly args?: readonly string[];
  /** What to run instead of the built program. */
  readonly command?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Who runs it, if another than who runs the tests. */
  readonly user?: User;
};

export type ProgramExit = { readonly exitCode: number; readonly signal: number | undefined };

export type Program = {
  readonly terminal: HeadlessTerminal;
  readonly pid: number;
  readonly send: (keys: string) => void;
  /**
   * Resolves with the screen as soon as it shows what was awaited; after `timeoutMs` it fails and shows the
   * screen. It fails, too, once a frame contradicts itself.
   */
  readonly waitFor: (what: ScreenTest, options?: { readonly timeoutMs?: number }) => Promise<string[]>;
  readonly screen: () => string[];
  readonly cells: () => ScreenCell[][];
  readonly resize: (columns: number, rows: number) => void;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Takes the terminal away, as when its window is closed or a connection breaks. */
  readonly hangUp: () => void;
  /** Fails, with the screen, when the program still runs some time after the test last did something. */
  readonly exited: Promise<ProgramExit>;
  /** Everything the program wrote so far. */
  readonly rawOutput: () => string;
  readonly modes: () => TerminalModes;
  /** Whether the terminal hands over every key at once; asks the system, so only while the program runs. */
  readonly isRaw: () => boolean;
  /**
   * Ends the program if it still runs, as closing its window would, and waits for its end. Fails if a frame
   * contradicted itself.
   */
  readonly close: () => Promise<void>;
};

/** How long a program may tidy up before it is killed. */
const patienceMs = 2_000;
const builtProgram = fileURLToPath(new URL('../../bin/runlens.js', import.meta.url));

/**
 * Runs the built program, or any other, in a real pseudo-terminal whose screen is read by a terminal in
 * memory.
 */
export function startProgram(options: ProgramOptions): Program {
  const { columns = 100, rows = 30, args = [] } = options;
  const terminal = createHeadless(columns, rows);
  const modes = watchModes(terminal);
  const pty = spawn(
    options.command ?? process.execPath,
    options.command === undefined ? [builtProgram, ...args] : [...args],
    {
      cols: columns,
      rows,
      cwd: options.cwd ?? process.cwd(),
      env: isolatedEnvironment(options.env),
      name: 'xterm-256color',
      ...options.user,
    },
  );
  const watch = createScreenWatch(() => screenLines(terminal));
  const frames = watchFrames(terminal);
  const kill = pty.kill.bind(pty);
  let raw = '';
  let hasExited = false;
  pty.onData(data => {
    raw += data;
    terminal.write(data, watch.changed);
  });
  // What the terminal answers when it is asked, for instance for its cursor's place.
  terminal.onData(answer => pty.write(answer));
  const exited = new Promise<ProgramExit>(resolve => {
    pty.onExit(({ exitCode, signal }) => {
      hasExited = true;
      terminal.write('', () => {
        watch.ended(`the program ended with ${exitCode}`);
        resolve({ exitCode, signal });
      });
    });
  });
  return {
    terminal,
    pid: pty.pid,
    send: keys => {
      watch.used();
      pty.write(keys);
    },
    waitFor: async (what, options) => {
      const screen = await watch.waitFor(what, options);
      throwFault(frames.fault());
      return screen;
    },
    screen: () => screenLines(terminal),
    cells: () => screenCells(terminal),
    resize: (nextColumns, nextRows) => {
      terminal.resize(nextColumns, nextRows);
      pty.resize(nextColumns, nextRows);
    },
    kill: signal => {
      watch.used();
      kill(signal);
    },
    hangUp: () => closeTerminal(pty),
    get exited() {
      return watch.waitForEnd(exited);
    },
    rawOutput: () => raw,
    modes,
    isRaw: () => isRawTerminal(pty.pid),
    close: async () => {
      if (!hasExited) await Promise.race([frames.atRest(), exited]);
      if (!hasExited) kill('SIGHUP');
      const timer = setTimeout(() => !hasExited && kill('SIGKILL'), patienceMs);
      await exited;
      clearTimeout(timer);
      terminal.dispose();
      throwFault(frames.fault());
    },
  };
}

function isRawTerminal(pid: number): boolean {
  const device = readlinkSync(`/proc/${pid}/fd/0`);
  return execFileSync('stty', ['-F', device, '-a'], { encoding: 'utf8' }).includes('-icanon');
}

/**
 * Closes the terminal as a lost connection does. The library's types leave this out. It would send a hang-up
 * of its own after the system's: a second one, which can hit a program that is already ending.
 */
function closeTerminal(pty: object): void {
  Object.assign(pty, { kill: () => undefined });
  if ('destroy' in pty && typeof pty.destroy === 'function') pty.destroy();
}
