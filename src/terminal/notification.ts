import type { Environment } from '../model/environment.ts';
import { safeLine } from '../model/text/safe-text.ts';

const title = 'runlens';
const bell = '\u0007';
/** In UTF-16 units. */
const longestText = 200;

/**
 * The bell, and a notification with the text where the terminal is known to show one. The text may be of a
 * store: it is masked, made safe and cut here. Terminals end a field of OSC 777 at a `;`.
 */
export function notificationSequence(text: string, env: Environment): string {
  const shown = safeLine(text, { maxLength: longestText }).replaceAll(';', ',');
  const form = notificationForm(env);
  if (form === 'osc9') return `${bell}\u001B]9;${title}: ${shown}\u0007`;
  return form === 'osc777' ? `${bell}\u001B]777;notify;${title};${shown}\u0007` : bell;
}

type Form = 'bell' | 'osc9' | 'osc777';

const programs: Readonly<Record<string, Form>> = {
  'iTerm.app': 'osc9',
  WezTerm: 'osc9',
  ghostty: 'osc9',
  WarpTerminal: 'osc9',
};

const terms: readonly (readonly [RegExp, Form])[] = [
  [/^(?:xterm-kitty|xterm-ghostty|wezterm)(?:-|$)/u, 'osc9'],
  [/^(?:foot|rxvt-unicode|contour)(?:-|$)/u, 'osc777'],
];

/** OSC 9 is of iTerm2, OSC 777 of rxvt. tmux and GNU screen pass on the bell alone. */
function notificationForm(env: Environment): Form {
  const { TERM: term = '', TERM_PROGRAM: program = '' } = env;
  if (env.TMUX || env.STY || term === 'dumb' || term === 'linux') return 'bell';
  const byTerm = terms.find(([pattern]) => pattern.test(term))?.[1];
  return byTerm ?? ownForm(program) ?? (env.VTE_VERSION ? 'osc777' : 'bell');
}

function ownForm(program: string): Form | undefined {
  return Object.hasOwn(programs, program) ? programs[program] : undefined;
}
