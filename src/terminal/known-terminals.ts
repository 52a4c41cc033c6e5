import type { Environment } from '../model/environment.ts';
import { safeLine } from '../model/text/safe-text.ts';

type Known = { readonly hasLinks: boolean; readonly notice?: 'osc9' | 'osc777' };

const byTerm: readonly (readonly [RegExp, Known])[] = [
  [/^(?:xterm-kitty|xterm-ghostty|wezterm)(?:-|$)/u, { hasLinks: true, notice: 'osc9' }],
  [/^(?:foot|contour)(?:-|$)/u, { hasLinks: true, notice: 'osc777' }],
  [/^rxvt-unicode(?:-|$)/u, { hasLinks: false, notice: 'osc777' }],
  [/^(?:alacritty|rio)(?:-|$)/u, { hasLinks: true }],
];

const byProgram: ReadonlyMap<string, Known> = new Map<string, Known>([
  ...['iTerm.app', 'WezTerm', 'ghostty', 'WarpTerminal'].map(
    name => [name, { hasLinks: true, notice: 'osc9' }] as const,
  ),
  ...['vscode', 'Hyper', 'Tabby', 'rio', 'zed'].map(name => [name, { hasLinks: true }] as const),
]);

function knownOf({ TERM: term = '', TERM_PROGRAM: program = '' }: Environment): readonly Known[] {
  return [byTerm.find(([pattern]) => pattern.test(term))?.[1], byProgram.get(program)].filter(
    known => known !== undefined,
  );
}

/** OSC 8. `FORCE_HYPERLINK` decides where it is set. */
export function hasHyperlinks(env: Environment): boolean {
  const { FORCE_HYPERLINK: forced, TERM: term = '', TERM_PROGRAM: program = '' } = env;
  if (forced) return forced !== '0' && forced !== 'false';
  if (term === '' || term === 'dumb' || term === 'linux' || env.STY) return false;
  // tmux draws the links itself, whatever is around it.
  if (env.TMUX) return program === 'tmux' && Number.parseFloat(env.TERM_PROGRAM_VERSION ?? '') >= 3.4;
  if (knownOf(env).some(({ hasLinks }) => hasLinks)) return true;
  return Boolean(env.WT_SESSION || env.DOMTERM) || Number(env.VTE_VERSION) >= 5000;
}

const title = 'runlens';
const bell = '\u0007';
/** In UTF-16 units. */
const longestText = 200;

/**
 * The bell, and a notification where the terminal is known to show one. The text may come from a store: it is
 * masked, made safe and cut here. Terminals end a field of OSC 777 at a `;`.
 */
export function notificationSequence(text: string, env: Environment): string {
  const shown = safeLine(text, { maxLength: longestText }).replaceAll(';', ',');
  const form = notificationForm(env);
  if (form === 'osc9') return `${bell}\u001B]9;${title}: ${shown}\u0007`;
  return form === 'osc777' ? `${bell}\u001B]777;notify;${title};${shown}\u0007` : bell;
}

/** OSC 9 is of iTerm2, OSC 777 of rxvt. tmux and GNU screen pass on the bell alone. */
function notificationForm(env: Environment): Known['notice'] {
  const { TERM: term = '' } = env;
  if (env.TMUX || env.STY || term === 'dumb' || term === 'linux') return undefined;
  return knownOf(env).find(({ notice }) => notice)?.notice ?? (env.VTE_VERSION ? 'osc777' : undefined);
}

/** Progress in the tab, window or taskbar of a terminal (OSC 9;4, first made for ConEmu). */
export type ProgressSign = {
  /** From 0 to 1; `undefined` without work. */
  readonly show: (part: number | undefined) => void;
  /** Returns the sequence that removes the progress; empty where none is shown. */
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

/** Other terminals take OSC 9 for a notification, and tmux passes none on. */
export function hasProgress(env: Environment): boolean {
  const { TERM: term = '', TERM_PROGRAM: program = '', TERM_PROGRAM_VERSION: version = '' } = env;
  if (env.TMUX || env.STY || term === 'dumb') return false;
  if (env.WT_SESSION || env.ConEmuANSI === 'ON') return true;
  if (program === 'iTerm.app') return isAtLeast(version, [3, 6, 6]);
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
