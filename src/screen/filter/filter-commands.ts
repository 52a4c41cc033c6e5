import type { Command } from '../shell/command.ts';
import { openFilterBar } from './edit-filter.ts';

export const filterCommands: readonly Command[] = [
  {
    id: 'filter',
    keys: ['/'],
    where: ['table', 'groups'],
    group: 'Find',
    label: 'filter',
    help: 'filter the runs',
    hint: { rank: 30 },
    run: openFilterBar,
  },
];
