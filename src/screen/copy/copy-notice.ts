import { countOf, formatBytes, formatCount } from '../../model/text/formats.ts';
import type { CopyOutcome, SavedCase } from '../shell/effects.ts';

type Copied = {
  readonly label: string;
  /** The number of masked secrets. */
  readonly hidden: number;
};

/** `saved 3 runs in ./x.case.json, 34 KB, 2 secrets masked`: a small window cuts the end. */
export function caseNotice(runs: number, { path, bytes, hidden }: SavedCase): string {
  const count = runs === 1 ? 'one run' : `${formatCount(runs)} runs`;
  return `saved ${count} in ${path}, ${formatBytes(bytes)}${maskedText(hidden)}`;
}

/** `copied run id, 26 B by tmux`; `sent` where the program cannot know that the copy arrived. */
export function copyNotice({ label, hidden }: Copied, outcome: CopyOutcome): string {
  const { route, bytes, confirmed, tool, path } = outcome;
  const verb = route === 'file' ? 'wrote' : confirmed ? 'copied' : 'sent';
  const means = route === 'file' ? `to ${path}` : `by ${tool ?? routeNames[route]}`;
  return `${verb} ${label}${maskedText(hidden)}, ${formatBytes(bytes)} ${means}`;
}

function maskedText(hidden: number): string {
  return hidden === 0 ? '' : `, ${countOf(hidden, 'secret')} masked`;
}

const routeNames: Readonly<Record<Exclude<CopyOutcome['route'], 'file'>, string>> = {
  native: 'the clipboard',
  tmux: 'tmux',
  osc52: 'OSC 52',
};
