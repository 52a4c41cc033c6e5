import type { OverlayKeys } from '../dialogs/overlay-binding.ts';
import { scrollBindings } from '../dialogs/scroll-keys.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { type FilterAct, filterByValue } from './filter-by-value.ts';
import { type Frequency, frequencyRows } from './frequency.ts';

export const frequencyKeys: OverlayKeys<Frequency> = {
  where: 'frequency',
  bindings: [
    {
      keys: ['enter', '='],
      label: 'filter',
      help: 'list the runs with the value',
      press: (context, frequency) => filter(context, frequency, 'filter'),
    },
    {
      keys: ['-'],
      label: 'exclude',
      help: 'exclude the runs with the value, and count again',
      press: (context, frequency) => filter(context, frequency, 'exclude'),
    },
    {
      keys: ['s'],
      label: ({ order }) => (order === 'failed' ? 'by runs' : 'by failures'),
      help: 'order by failures, or by runs',
      press: ({ dispatch }) => dispatch({ overlay: 'frequency', type: 'order-changed' }),
    },
    {
      keys: ['p'],
      label: ({ progress }) => (progress.phase === 'stopped' ? 'go on' : 'stop'),
      help: 'stop counting, or go on',
      reason: ({ progress }) => (progress.phase === 'done' ? 'everything is counted' : undefined),
      press: ({ dispatch }) => dispatch({ overlay: 'frequency', type: 'stop-toggled' }),
    },
    {
      keys: ['R'],
      help: 'count again',
      press: ({ dispatch }, { field, at }) => dispatch({ overlay: 'frequency', type: 'opened', field, at }),
    },
    {
      keys: ['escape', 'q', 'F'],
      label: 'close',
      help: 'close the frequency',
      press: ({ dispatch }) => dispatch({ overlay: 'frequency', type: 'closed' }),
    },
    ...scrollBindings<Frequency>(
      ({ dispatch }, by) => dispatch({ overlay: 'frequency', type: 'cursor-moved', by }),
      (_, size) => frequencyRows(size),
    ),
  ],
};

/** What is left after a value was excluded is counted again. */
function filter(context: SessionContext, { field, rows, index }: Frequency, act: FilterAct): void {
  const row = rows[index];
  if (!row || !filterByValue(context, { field, value: row.value }, act)) return;
  if (act === 'filter') context.dispatch({ overlay: 'frequency', type: 'closed' });
  else context.dispatch({ overlay: 'frequency', type: 'opened', field });
}
