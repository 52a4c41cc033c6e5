import type { Command } from '../shell/command.ts';
import { chooseViewByKey, openViewMenu } from './view-menu.ts';

export const viewCommands: readonly Command[] = [
  {
    id: 'view',
    keys: ['v'],
    where: ['table', 'detail', 'groups'],
    group: 'Find',
    label: 'view',
    help: 'choose a view; save, rename and delete your own',
    hint: { rank: ({ screen }) => (screen === 'detail' ? undefined : 50) },
    run: openViewMenu,
  },
  {
    id: 'view-by-key',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    where: ['table', 'groups'],
    group: 'Find',
    label: 'view',
    help: 'choose a view by its number',
    run: chooseViewByKey,
  },
];
