import { runAddress } from '../../src/model/run.ts';
import { safeLine } from '../../src/model/text/safe-text.ts';
import { hintsFor } from '../../src/screen/dialogs/hints.ts';
import type { State } from '../../src/screen/shell/state.ts';
import { type CellContext, cellText, columnInfo } from '../../src/screen/table/columns.ts';
import { cellsBelow, type ListPlace, textIn } from './places/list.ts';
import { readScreen, type Screen } from './places/screen.ts';

/** The columns that are cut at their end. */
const columns = [
  'name',
  'trigger',
  'actor',
  'project',
  'error',
  'models',
  'services',
  'raw-trigger',
] as const;

/** What a frame shows less of than its state has, without saying so by `…`. */
export function cutInState(frame: readonly string[], state: State): readonly string[] {
  const screen = readScreen(frame, state.size.columns);
  if (!screen) return [];
  return [...cutHints(screen, state), ...(screen.list?.of === 'runs' ? cutCells(screen.list, state) : [])];
}

/** As many hints as fit are shown, each whole. */
function cutHints({ hints = '' }: Screen, state: State): readonly string[] {
  if (state.overlay.type === 'search') return [];
  const whole = new Set(hintsFor(state).map(({ keys, label }) => `${keys} ${label}`));
  const shown = hints
    .trim()
    .split('  ')
    .filter(text => text !== '');
  return shown
    .filter(text => !whole.has(text) && !text.endsWith('…'))
    .map(text => `the hint "${text}" is cut`);
}

function cutCells(place: ListPlace, { list, now, look, store }: State): readonly string[] {
  return place.rows.flatMap((row, index) => {
    const run = list.rows[list.top + index];
    if (!run) return [];
    const cancel = list.cancels.get(runAddress(run));
    const context: CellContext = { now, ...look, target: store.target.name, cancel };
    return columns.flatMap(id => {
      const cell = cellsBelow(place, columnInfo[id].title);
      const whole = cellText(id, run, context).trimEnd();
      const shown = cell ? textIn(row, cell) : whole;
      return whole === '' || isWhole(shown, whole)
        ? []
        : [`"${shown}" of "${safeLine(whole)}" is cut without …`];
    });
  });
}

/** A cell may reach below the title of numbers, which are aligned at its end. */
function isWhole(shown: string, whole: string): boolean {
  if (shown.startsWith(whole)) return true;
  const [kept = ''] = shown.split('…');
  return shown.includes('…') && whole.startsWith(kept.trimEnd());
}
