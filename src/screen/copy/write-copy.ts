import type { TargetInfo } from '../../contract/target-info.ts';
import type { CopyOutcome } from '../../model/report/copy-outcome.ts';
import { type CopyWork, isLongWork, renderCopyWork } from '../../model/report/copy-work.ts';
import type { CommandTarget } from '../../model/report/shell-command.ts';
import type { RunSummary } from '../../model/run.ts';
import { countOf, formatBytes, formatCount } from '../../model/text/formats.ts';
import type { SavedFile } from '../shell/effects.ts';
import type { SessionContext } from '../shell/state.ts';

type Copied = {
  readonly label: string;
  readonly hidden: number;
};

/** `saved 3 runs in ./x.case.json, 34 KB, 2 secrets masked`: a small window cuts the end. */
export function caseNotice(runs: number, saved: SavedFile): string {
  return savedNotice(runs === 1 ? 'one run' : `${formatCount(runs)} runs`, saved);
}

export function savedNotice(what: string, { path, bytes, hidden }: SavedFile): string {
  return `saved ${what} in ${path}, ${formatBytes(bytes)}${maskedText(hidden)}`;
}

/** Copies a text, and says what was copied and by which way. */
export function copyText({ run, effects, dispatch }: SessionContext, text: string, copied: Copied): void {
  run(async () => {
    const outcome = await effects.copy(text);
    dispatch({ type: 'noticed', text: copyNotice(copied, outcome), tone: 'info' });
  });
}

/** `copied run id, 26 B via tmux`; `sent` where the program cannot know that the copy arrived. */
export function copyNotice({ label, hidden }: Copied, outcome: CopyOutcome): string {
  const { route, bytes, confirmed, tool, path } = outcome;
  const verb = route === 'file' ? 'wrote' : confirmed ? 'copied' : 'sent';
  const means = route === 'file' ? `to ${path}` : tool === undefined ? routeWords[route] : `via ${tool}`;
  return `${verb} ${label}${maskedText(hidden)}, ${formatBytes(bytes)} ${means}`;
}

function maskedText(hidden: number): string {
  return hidden === 0 ? '' : `, ${countOf(hidden, 'secret')} masked`;
}

const routeWords: Readonly<Record<Exclude<CopyOutcome['route'], 'file'>, string>> = {
  native: 'to the clipboard',
  tmux: 'via tmux',
  osc52: 'via OSC 52',
};

/** The target that a shell command names: the run's own one in a list of several targets. */
export function commandTarget(target: TargetInfo, run: Pick<RunSummary, 'target'>): CommandTarget {
  const of = target.members?.find(({ name }) => name === run.target) ?? target;
  return { target: of.commandTarget, isInsecure: of.isInsecure === true };
}

type Written = { readonly text: string | Uint8Array; readonly hidden: number };

/**
 * Writes a text and passes it to `use`. Large payloads are written in a thread: then keys go on, and Esc, or
 * leaving the detail, stops it.
 */
export function writeText(
  { run, task, effects }: SessionContext,
  { label, work }: { readonly label: string; readonly work: CopyWork },
  use: (written: Written) => Promise<void>,
): void {
  run(async () => {
    if (!isLongWork(work)) return use(renderCopyWork(work));
    let written: Written | undefined;
    await task.start({ kind: 'copying', text: `writing ${label}…` }, async signal => {
      const { bytes, hidden } = await effects.renderCopy(work, signal);
      written = { text: bytes, hidden };
    });
    if (written) await use(written);
  });
}
