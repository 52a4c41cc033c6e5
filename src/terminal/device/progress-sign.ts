import type { Environment } from '../../model/environment.ts';

/** The progress that a terminal shows in its tab, window or taskbar (OSC 9;4, first made for ConEmu). */
export type ProgressSign = {
  /** From 0 to 1; `undefined` where there is no work. */
  readonly show: (part: number | undefined) => void;
  /** The sequence that takes it away, for the end; empty where none is shown. */
  readonly end: () => string;
};

const clear = '\u001B]9;4;0;0\u0007';

type Options = { readonly env: Environment; readonly write: (sequence: string) => void };

export function createProgressSign({ env, write }: Options): ProgressSign {
  const isKnown = hasProgress(env);
  let shown: number | undefined;
  return {
    show: part => {
      const percent = part === undefined ? undefined : Math.max(0, Math.min(100, Math.floor(part * 100)));
      if (!isKnown || percent === shown) return;
      shown = percent;
      write(percent === undefined ? clear : `\u001B]9;4;1;${percent}\u0007`);
    },
    end: () => {
      const sequence = shown === undefined ? '' : clear;
      shown = undefined;
      return sequence;
    },
  };
}

const firstOfITerm = [3, 6, 6] as const;

/** Whether the terminal is known to show it: others take OSC 9 for a notification. tmux passes none on. */
export function hasProgress(env: Environment): boolean {
  const { TERM: term = '', TERM_PROGRAM: program = '', TERM_PROGRAM_VERSION: version = '' } = env;
  if (env.TMUX || env.STY || term === 'dumb') return false;
  if (env.WT_SESSION || env.ConEmuANSI === 'ON') return true;
  if (program === 'iTerm.app') return isAtLeast(version, firstOfITerm);
  return program === 'ghostty' || term === 'xterm-ghostty' || program === 'mintty';
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [at, number] of least.entries()) {
    const part = parts[at] ?? 0;
    if (part !== number) return part > number;
  }
  return true;
}
