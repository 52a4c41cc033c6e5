import type { TargetInfo } from '../../contract/target-info.ts';
import { type CopyChoice, copyChoices } from '../../model/report/copy-choices.ts';
import type { CopyOutcome } from '../../model/report/copy-outcome.ts';
import { type CopyWork, isLongWork, renderCopyWork } from '../../model/report/copy-work.ts';
import type { CopySource } from '../../model/report/render-copy.ts';
import type { CommandTarget } from '../../model/report/shell-command.ts';
import { isSameRun, type Run, type RunSummary } from '../../model/run.ts';
import { countOf, formatBytes, formatCount } from '../../model/text/formats.ts';
import { copySource } from '../run/focus.ts';
import type { SavedFile } from '../shell/effects.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { pickedRun } from '../table/picked-run.ts';
import { cursorRun } from '../table/reduce-list.ts';
import { type CompleteRun, readCompleteRun } from './whole-run.ts';

/** What can be copied of a run, by default the picked one; the focused part comes first. */
export function copiesOf(state: State, run?: Run | RunSummary): readonly CopyChoice[] {
  const source = sourceOf(state, run);
  if (!source) return [];
  const { target } = state.store;
  return copyChoices({
    ...source,
    ...commandTarget(target, source.run),
    canRunAgain: canRunAgain(state, source.run),
  });
}

/** Only a server itself tells whether it starts runs; until it has, none are assumed to start. */
export function canRunAgain({ store: { can, target, about } }: State, run: RunSummary): boolean {
  if (target.isEngine && can.restart) return true;
  if (target.members?.find(({ name }) => name === run.target)?.isEngine) return false;
  if (!can.start || target.kind !== 'http') return can.start;
  return about?.can.start === true && about.scopes.includes('start');
}

function sourceOf(state: State, given: Run | RunSummary | undefined): CopySource | undefined {
  const { detail, screen, list, now } = state;
  if (screen === 'detail' && detail && (!given || isSameRun(given, detail.summary)))
    return copySource(given && 'usage' in given ? { ...detail, run: given } : detail, now);
  const run = given ?? cursorRun(list);
  return run && { run, format: 'json', reveal: false, now };
}

export function needsWholeRun(id: string): boolean {
  return !withoutReading.has(id);
}

const withoutReading: ReadonlySet<string> = new Set(['id', 'command', 'get-command', 'focus']);

export function needsCompleteRun(id: string): boolean {
  return id === 'run-json' || id === 'run-yaml';
}

export function copy(context: SessionContext, label: string, work: CopyWork): void {
  writeText(context, { label, work }, async ({ text, hidden }) => {
    const outcome = await context.effects.copy(text);
    context.say(copyNotice({ label, hidden }, outcome));
  });
}

export function copyChoice(context: SessionContext, { id, label, source }: CopyChoice): void {
  copy(context, label, { id, sources: [source] });
}

export function refuseCopy({ say }: SessionContext, { label, reason }: CopyChoice): void {
  say(`${label}: ${reason}`);
}

export function copyComplete(context: SessionContext, id: string, picked: RunSummary): void {
  withCompleteRun(context, picked, 'nothing is copied', complete => {
    const choice = completeChoice(context, id, complete);
    if (choice) copyChoice(context, choice);
  });
}

/** Does nothing if the user has moved on by the time the run is read. */
export function openComplete(context: SessionContext, open: (choice: CopyChoice) => void): void {
  const picked = pickedRun(context.getState());
  if (!picked) return;
  const store = context.store();
  withCompleteRun(context, picked, 'nothing is opened', complete => {
    const state = context.getState();
    const isStillWanted = state.overlay.type === 'none' && isSameRun(pickedRun(state), picked);
    const choice = completeChoice(context, 'run-json', complete);
    if (choice && isStillWanted && context.store() === store) open(choice);
  });
}

function withCompleteRun(
  context: SessionContext,
  picked: RunSummary,
  otherwise: string,
  use: (complete: CompleteRun) => void,
): void {
  const task = { kind: 'copying', text: 'reading the whole run…' } as const;
  context.run(() =>
    context.task.start(task, async (signal, report) => {
      const complete = await readCompleteRun(context, picked, { otherwise, signal, report });
      if (!signal.aborted) use(complete);
    }),
  );
}

function completeChoice(
  context: SessionContext,
  id: string,
  { run, failureId }: CompleteRun,
): CopyChoice | undefined {
  const choice = copiesOf(context.getState(), run).find(one => one.id === id);
  return choice && { ...choice, source: { ...choice.source, failureId } };
}

type Copied = { readonly label: string; readonly hidden: number };

/** `saved 3 runs in ./x.case.json, 34 KB, 2 secrets masked`: a small window cuts the end. */
export function caseNotice(runs: number, saved: SavedFile): string {
  return savedNotice(runs === 1 ? 'one run' : `${formatCount(runs)} runs`, saved);
}

export function savedNotice(what: string, { path, bytes, hidden }: SavedFile): string {
  return `saved ${what} in ${path}, ${formatBytes(bytes)}${maskedText(hidden)}`;
}

export function copyText({ run, effects, say }: SessionContext, text: string, copied: Copied): void {
  run(async () => {
    const outcome = await effects.copy(text);
    say(copyNotice(copied, outcome));
  });
}

/** `copied run id, 26 B via tmux`; `sent` where the program cannot know that the copy arrived. */
function copyNotice({ label, hidden }: Copied, outcome: CopyOutcome): string {
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

/** The target that a shell command names; of several targets, the run's own. */
export function commandTarget(target: TargetInfo, run: Pick<RunSummary, 'target'>): CommandTarget {
  const of = target.members?.find(({ name }) => name === run.target) ?? target;
  return { target: of.commandTarget, isInsecure: of.isInsecure === true };
}

type Written = { readonly text: string | Uint8Array; readonly hidden: number };

/** Renders large payloads in a thread: keys go on meanwhile, and Esc or leaving the detail stops it. */
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
