import type { Command } from '../shell/command.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { changeFilter } from './change-filter.ts';

export const filterCommands: readonly Command[] = [
  {
    id: 'filter',
    keys: ['/'],
    where: ['table', 'groups'],
    group: 'Find',
    label: 'filter',
    help: 'filter the runs',
    hint: { rank: 30 },
    run: openFilter,
  },
];

function openFilter(context: SessionContext): void {
  const hasEarlier = context.effects.memory.filters().length > 0;
  changeFilter(context, { type: 'opened', text: context.getState().list.filterText, hasEarlier });
}
