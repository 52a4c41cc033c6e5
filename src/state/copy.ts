import { type CopyChoice, type CopySource, copyChoices } from '../model/report/copy-choices.ts';
import { isSameRun } from '../model/run.ts';
import { formatBytes } from '../model/text/formats.ts';
import { sanitizeLines } from '../model/text/sanitize.ts';
import { copySource } from './detail/focus.ts';
import type { CopyOutcome } from './effects.ts';
import { cursorRun } from './list.ts';
import type { Desk } from './session.ts';
import type { MenuItem, State } from './state.ts';
import { targetWord } from './target-word.ts';

/** What is copied from: the open run when the detail has the keys, else the run under the cursor. */
function sourceOf(state: State): CopySource | undefined {
  const source = runSource(state);
  return source && { ...source, target: targetWord(state.target, source.run) };
}

function runSource({ detail, screen, list, now }: State): CopySource | undefined {
  if (screen === 'detail' && detail) return copySource(detail, now);
  const row = cursorRun(list);
  if (!row) return undefined;
  return { run: isSameRun(detail?.run, row) ? detail.run : row, format: 'json', reveal: false, now };
}

function choicesOf(state: State): readonly CopyChoice[] {
  const source = sourceOf(state);
  return source ? copyChoices(source) : [];
}

export function copyMenuItems(state: State): readonly MenuItem[] {
  return choicesOf(state).map(({ id, label }) => {
    const isIdle = id === 'command' && !state.can.start;
    return isIdle ? { id, label, hint: 'not on this target' } : { id, label };
  });
}

export function copyChoice(desk: Desk, itemId: string): void {
  const choice = choicesOf(desk.getState()).find(({ id }) => id === itemId);
  if (choice) copy(desk, choice);
}

/** The focused thing in the detail, the run's id in the table. */
export function copyFocused(desk: Desk): void {
  const [first] = choicesOf(desk.getState());
  if (first) copy(desk, first);
}

function copy(desk: Desk, choice: CopyChoice): void {
  desk.run(async () => {
    const outcome = await desk.effects.copy(choice.text());
    desk.dispatch({ type: 'noticed', text: toastText(choice, outcome), tone: 'info' });
  });
}

/** What was copied, how much of it is masked, how many bytes, by which route; `sent` where nobody can know that it arrived. */
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

/** Opens the focused thing outside; a pager gets it harmless for a terminal, an editor as it is. */
export function openFocused(desk: Desk, where: 'pager' | 'editor'): void {
  const state = desk.getState();
  const choices = choicesOf(state);
  const choice = choices.find(({ id }) => id === 'focus') ?? choices.find(({ id }) => id === 'run-json');
  if (!choice) return;
  const suffix = sourceOf(state)?.format === 'yaml' ? '.yaml' : '.json';
  desk.run(async () => {
    if (where === 'pager') await desk.effects.openPager(`${sanitizeLines(choice.text()).join('\n')}\n`);
    else await desk.effects.openEditor(choice.text(), suffix);
  });
}
