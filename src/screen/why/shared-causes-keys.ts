import type { OverlayKeys } from '../dialogs/overlay-binding.ts';
import { scrollBindings } from '../dialogs/scroll-keys.ts';
import { chooseShared, compareShared, copyShared } from './choose-shared.ts';
import { type SharedCauses, sharedRow } from './shared-causes.ts';
import { rowsOnPage } from './shared-causes-lines.ts';

export const sharedCausesKeys: OverlayKeys<SharedCauses> = {
  where: 'shared causes',
  bindings: [
    {
      keys: ['enter'],
      label: shared => (sharedRow(shared)?.act?.type === 'open' ? 'first bad run' : 'filter'),
      help: 'list the runs with the value, or open the first bad run',
      reason: whyNothingToChoose,
      press: chooseShared,
    },
    {
      keys: ['d'],
      label: 'compare',
      help: 'compare the last failed run with the last success before it, where nothing separates them',
      reason: whyNothingToCompare,
      press: compareShared,
    },
    {
      keys: ['y'],
      label: 'copy',
      help: 'copy the line',
      reason: whyNothingToCopy,
      press: copyShared,
    },
    {
      keys: ['R'],
      help: 'compare again',
      press: ({ dispatch }, { query, of, groupId }) =>
        dispatch({ overlay: 'shared-causes', type: 'opened', query, of, groupId }),
    },
    {
      keys: ['escape', 'q', 'W'],
      label: ({ found }) => (found ? 'close' : 'stop'),
      help: 'stop comparing, or close',
      press: ({ dispatch }) => dispatch({ overlay: 'shared-causes', type: 'closed' }),
    },
    ...scrollBindings<SharedCauses>(
      ({ dispatch }, by) => dispatch({ overlay: 'shared-causes', type: 'cursor-moved', by }),
      rowsOnPage,
    ),
  ],
};

function whyNothingToChoose(shared: SharedCauses): string | undefined {
  if (!shared.found) return 'runs are being compared';
  const row = sharedRow(shared);
  return row?.act ? undefined : (row?.reason ?? 'there is nothing to choose here');
}

function whyNothingToCopy({ found }: SharedCauses): string | undefined {
  if (!found) return 'runs are being compared';
  return found.rows.length === 0 ? found.text : undefined;
}

function whyNothingToCompare({ found }: SharedCauses): string | undefined {
  if (!found) return 'runs are being compared';
  if (found.comparable !== undefined) return undefined;
  return found.rows.length === 0 ? found.text : 'there is a cause: ↵ lists the runs with it';
}
