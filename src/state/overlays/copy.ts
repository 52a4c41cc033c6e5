import { type CopyChoice, type CopySource, copyChoices } from '../../model/report/copy-choices.ts';
import type { Run } from '../../model/run.ts';
import { formatBytes } from '../../model/text/formats.ts';
import { sanitizeLines } from '../../model/text/sanitize.ts';
import { copySource } from '../detail/focus.ts';
import { cursorRun } from '../list/reduce-list.ts';
import { commandPlace } from '../session/command-place.ts';
import type { CopyOutcome } from '../session/effects.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';
import { withWholeRun } from '../session/whole-run.ts';
import type { MenuItem } from './overlay.ts';

/**
 * What is copied from: the open run when the detail has the keys, else the run under the cursor; `whole` is
 * that run as it was read.
 */
function sourceOf(state: State, whole?: Run): CopySource | undefined {
  const source = runSource(state, whole);
  return source && { ...source, ...commandPlace(state.store.target, source.run) };
}

function runSource(state: State, whole: Run | undefined): CopySource | undefined {
  const { detail, screen, list, now } = state;
  if (screen === 'detail' && detail) return copySource(whole ? { ...detail, run: whole } : detail, now);
  const run = whole ?? cursorRun(list);
  return run && { run, format: 'json', reveal: false, now };
}

function choicesOf(state: State, whole?: Run): readonly CopyChoice[] {
  const source = sourceOf(state, whole);
  return source ? copyChoices(source) : [];
}

export function copyMenuItems(state: State, whole: Run): readonly MenuItem[] {
  return choicesOf(state, whole).map(({ id, label }) => {
    const isIdle = id === 'command' && !state.store.can.start;
    return isIdle ? { id, label, hint: 'not on this target' } : { id, label };
  });
}

export function copyChoice(context: SessionContext, itemId: string, whole: Run | undefined): void {
  const choice = choicesOf(context.getState(), whole).find(({ id }) => id === itemId);
  if (choice) copy(context, choice);
}

/** The focused thing in the detail, the run's id in the table. */
export function copyFocused(context: SessionContext): void {
  const [first] = choicesOf(context.getState());
  if (first) copy(context, first);
}

function copy(context: SessionContext, choice: CopyChoice): void {
  context.run(async () => {
    const outcome = await context.effects.copy(choice.text());
    context.dispatch({ type: 'noticed', text: toastText(choice, outcome), tone: 'info' });
  });
}

/**
 * What was copied, how much of it is masked, how many bytes, by which route; `sent` where nobody can know
 * that it arrived.
 */
export function toastText(choice: Pick<CopyChoice, 'label' | 'hidden'>, outcome: CopyOutcome): string {
  const { route, bytes, confirmed, tool, path } = outcome;
  const hidden = choice.hidden();
  const masked = hidden === 0 ? '' : `, ${hidden} ${hidden === 1 ? 'secret' : 'secrets'} masked`;
  const verb = route === 'file' ? 'wrote' : confirmed ? 'copied' : 'sent';
  const way = route === 'file' ? `to ${path}` : `by ${tool ?? routeNames[route]}`;
  return `${verb} ${choice.label}${masked}, ${formatBytes(bytes)} ${way}`;
}

const routeNames: Readonly<Record<Exclude<CopyOutcome['route'], 'file'>, string>> = {
  native: 'the clipboard',
  tmux: 'tmux',
  osc52: 'OSC 52',
};

/**
 * Opens the focused thing outside, else the run whole; a pager gets it harmless for a terminal, an editor as
 * it is.
 */
export function openFocused(context: SessionContext, where: 'pager' | 'editor'): void {
  const focused = choicesOf(context.getState()).find(({ id }) => id === 'focus');
  if (focused) return openOutside(context, focused, where);
  withWholeRun(context, 'nothing is opened', whole => {
    const choice = choicesOf(context.getState(), whole).find(({ id }) => id === 'run-json');
    if (choice) openOutside(context, choice, where);
  });
}

function openOutside(context: SessionContext, choice: CopyChoice, where: 'pager' | 'editor'): void {
  const suffix = sourceOf(context.getState())?.format === 'yaml' ? '.yaml' : '.json';
  context.run(async () => {
    if (where === 'pager') await context.effects.openPager(`${sanitizeLines(choice.text()).join('\n')}\n`);
    else await context.effects.openEditor(choice.text(), suffix);
  });
}
