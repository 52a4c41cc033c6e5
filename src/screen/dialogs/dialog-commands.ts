import type { Command } from '../shell/command.ts';
import { helpRows } from './help/help-rows.ts';

const where = ['table', 'detail', 'groups', 'compare'] as const;

export const dialogCommands: readonly Command[] = [
  {
    id: 'help',
    keys: ['?'],
    where,
    group: 'Program',
    label: 'help',
    help: 'the keys that work here, and all others',
    hint: { rank: 90 },
    run: ({ dispatch, getState }) =>
      dispatch({ overlay: 'help', type: 'opened', rows: helpRows(getState()) }),
  },
  {
    id: 'palette',
    keys: [':'],
    where,
    group: 'Program',
    label: 'commands',
    help: 'find a command, view, workflow or run by name',
    run: ({ dispatch }) => dispatch({ overlay: 'palette', type: 'opened' }),
  },
];
