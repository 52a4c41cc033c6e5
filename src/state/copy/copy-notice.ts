import { formatBytes } from '../../model/text/formats.ts';
import type { CopyOutcome } from '../session/effects.ts';

type Copied = {
  readonly label: string;
  /** The number of masked secrets. */
  readonly hidden: number;
};

/** `copied run id, 26 B by tmux`; `sent` where the program cannot know that the copy arrived. */
export function copyNotice({ label, hidden }: Copied, outcome: CopyOutcome): string {
  const { route, bytes, confirmed, tool, path } = outcome;
  const masked = hidden === 0 ? '' : `, ${hidden} ${hidden === 1 ? 'secret' : 'secrets'} masked`;
  const verb = route === 'file' ? 'wrote' : confirmed ? 'copied' : 'sent';
  const means = route === 'file' ? `to ${path}` : `by ${tool ?? routeNames[route]}`;
  return `${verb} ${label}${masked}, ${formatBytes(bytes)} ${means}`;
}

const routeNames: Readonly<Record<Exclude<CopyOutcome['route'], 'file'>, string>> = {
  native: 'the clipboard',
  tmux: 'tmux',
  osc52: 'OSC 52',
};
