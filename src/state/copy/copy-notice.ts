import type { CopyChoice } from '../../model/report/copy-choices.ts';
import { formatBytes } from '../../model/text/formats.ts';
import type { CopyOutcome } from '../session/effects.ts';

/** `copied run id, 26 B by tmux`; `sent` where the program cannot know that the copy arrived. */
export function copyNotice(choice: Pick<CopyChoice, 'label' | 'hidden'>, outcome: CopyOutcome): string {
  const { route, bytes, confirmed, tool, path } = outcome;
  const hidden = choice.hidden();
  const masked = hidden === 0 ? '' : `, ${hidden} ${hidden === 1 ? 'secret' : 'secrets'} masked`;
  const verb = route === 'file' ? 'wrote' : confirmed ? 'copied' : 'sent';
  const means = route === 'file' ? `to ${path}` : `by ${tool ?? routeNames[route]}`;
  return `${verb} ${choice.label}${masked}, ${formatBytes(bytes)} ${means}`;
}

const routeNames: Readonly<Record<Exclude<CopyOutcome['route'], 'file'>, string>> = {
  native: 'the clipboard',
  tmux: 'tmux',
  osc52: 'OSC 52',
};
