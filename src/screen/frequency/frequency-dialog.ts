import { defineDialog } from '../dialogs/define-dialog.ts';
import type { Pressed } from '../dialogs/dialog-keys.ts';
import { scrollKeys } from '../dialogs/scroller.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { dialogColumns } from '../shell/window-size.ts';
import { countValues } from './count-frequency.ts';
import { type FilterAct, filterByValue } from './filter-by-value.ts';
import {
  changeOrder,
  createFrequency,
  type Frequency,
  frequencyRows,
  moveCursor,
  toggleStop,
} from './frequency.ts';
import { frequencyLines, frequencyTitle } from './frequency-lines.ts';

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly frequency: Frequency;
  }
}

const widest = 150;

export const frequencyDialog = defineDialog<Frequency>({
  type: 'frequency',
  keys: {
    where: 'frequency',
    bindings: [
      {
        keys: ['enter', '='],
        label: 'filter',
        help: 'list the runs with the value',
        press: (shown, context) => filter(shown, 'filter', context),
      },
      {
        keys: ['-'],
        label: 'exclude',
        help: 'exclude the runs with the value, and count again',
        press: (shown, context) => filter(shown, 'exclude', context),
      },
      {
        keys: ['s'],
        label: ({ order }) => (order === 'failed' ? 'by runs' : 'by failures'),
        help: 'order by failures, or by runs',
        press: changeOrder,
      },
      {
        keys: ['p'],
        label: ({ progress }) => (progress.phase === 'stopped' ? 'go on' : 'stop'),
        help: 'stop counting, or go on',
        reason: ({ progress }) => (progress.phase === 'done' ? 'everything is counted' : undefined),
        press: toggleStop,
      },
      { keys: ['R'], help: 'count again', press: (shown, context) => countAgain(shown, shown.at, context) },
      { keys: ['escape', 'q', 'F'], label: 'close', help: 'close the frequency', press: () => undefined },
      ...scrollKeys<Frequency>(moveCursor, (_, size) => frequencyRows(size)),
    ],
  },
  lines: (shown, { state, theme }) => {
    const width = dialogColumns(state.size, widest);
    const title = theme.bold(frequencyTitle(shown));
    return { title, lines: frequencyLines(state, shown, width, theme), width };
  },
  work: countValues,
});

/** Counts the remaining runs again once a value is excluded. */
function filter(shown: Frequency, act: FilterAct, context: SessionContext): Pressed<Frequency> {
  const { field, rows, index } = shown;
  const row = rows[index];
  if (!row || !filterByValue(context, { field, value: row.value }, act)) return shown;
  return act === 'filter' ? undefined : countAgain(shown, undefined, context);
}

function countAgain(shown: Frequency, at: Frequency['at'], context: SessionContext): Frequency {
  frequencyDialog.open(context, createFrequency(shown.field, at, shown.order));
  return shown;
}
