import { dialogOf, keysOf, type TypedLine } from '../dialogs/define-dialog.ts';
import { hintsFor } from '../dialogs/hints.ts';
import { filterLines } from '../filter/filter-lines.ts';
import { cursorMark, plainTheme } from '../paint/theme.ts';
import { commandsAt, keyPlace } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';
import { sentence, spoken, spokenKey, spokenKeyNames } from './spoken.ts';

type DialogReading = {
  readonly lines: readonly string[];
  readonly at?: string;
  readonly isComing: boolean;
};

/** Only work in progress has an ellipsis or `so far`, as lines of any length are not cut. */
const goesOn = /\b\w+ing\b[^"]*…|\bcounting: |so far$/u;

/** A label before the value in the next column. */
const label = /^([\p{L}_][\p{L}\p{N}._-]*) {2,}/u;

export function dialogReading(state: State): DialogReading {
  if (state.overlay.type === 'filter') return filterReading(state);
  const drawing = dialogOf(state.overlay)?.draw({ state, theme: plainTheme });
  if (!drawing) return { lines: [], isComing: false };
  const { title, lines = [], items } = drawing;
  const painted = [...lines, ...(items?.items.map(({ label }) => label) ?? [])];
  const marked = lines.find(line => line.startsWith(cursorMark)) ?? items?.items[items.index]?.label;
  const typed = typedLine(state)?.line.text;
  const said = painted
    .map(line => spoken(line.replace(label, '$1: ')))
    .filter(line => /[\p{L}\p{N}]/u.test(line) && line !== spoken(typed ?? ''));
  return {
    lines: [sentence(spoken(title)), ...said.map(line => sentence(line))],
    at: marked === undefined ? undefined : sentence(spoken(marked)),
    isComing: painted.some(line => goesOn.test(line)),
  };
}

/** Ctrl-D ends the input of programs that read lines, and so this one, where no text is typed. */
export const endKey = 'ctrl+d';

function filterReading(state: State): DialogReading {
  return {
    lines: filterLines(state, plainTheme)
      .slice(1)
      .map(line => sentence(spoken(line))),
    isComing: false,
  };
}

/** `y: yes, cancel. Enter: answer. n: no.` */
export function keysOfDialog(state: State): string {
  return sentence(...hintsFor(state).map(({ keys, label }) => `${spokenKey(keys)}: ${label}`));
}

export function typedLine({ overlay }: Pick<State, 'overlay'>): TypedLine | undefined {
  return keysOf(overlay).type && dialogOf(overlay)?.typed(overlay);
}

export function keysHere(state: State): readonly string[] {
  const { overlay } = state;
  if (overlay.type !== 'none')
    return keysOf(overlay).bindings.flatMap(({ keys, help }) =>
      help === undefined ? [] : keyLine(keys, help),
    );
  const commands = commandsAt(keyPlace(state)).filter(({ disabled }) => disabled?.(state) === undefined);
  const groups = Map.groupBy(commands, ({ group }) => group);
  return [...groups].flatMap(([group, own]) => [
    `${group}:`,
    ...own.flatMap(({ keys, help }) => keyLine(keys, help)),
    ...(group === 'Program' ? keyLine([endKey], 'quit', '') : []),
  ]);
}

function keyLine(keys: readonly string[], help: string, except = endKey): readonly string[] {
  const own = keys.filter(key => key !== except);
  return own.length === 0 ? [] : [sentence(`${spokenKeyNames(own)}: ${spoken(help)}`)];
}
