import type { Command } from '../shell/command.ts';
import { createHelp, help } from './help.ts';
import { helpRows } from './help-rows.ts';
import { createPalette, palette } from './palette.ts';

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
    run: context => help.open(context, createHelp(helpRows(context.getState()))),
  },
  {
    id: 'palette',
    keys: [':'],
    where,
    group: 'Program',
    label: 'commands',
    help: 'find a command, view, workflow or run by name',
    run: context => palette.open(context, createPalette()),
  },
];
