import type { Command } from '../shell/command.ts';
import { hasMarks } from '../table/marks/marks.ts';
import { noChoiceReason, noRunReason } from '../table/picked-run.ts';
import { copyFocused } from './copy-focused.ts';
import { openCopyMenu } from './copy-menu.ts';
import { openFocused } from './open-outside.ts';

const where = ['table', 'detail'] as const;

export const copyCommands: readonly Command[] = [
  {
    id: 'copy',
    keys: ['y'],
    where,
    group: 'Act',
    label: 'copy',
    help: 'copy what is under the cursor, or the marked ids',
    waits: true,
    disabled: noChoiceReason,
    hint: { rank: state => (hasMarks(state) ? 14 : 70) },
    run: copyFocused,
  },
  {
    id: 'copy-menu',
    keys: ['Y'],
    where,
    group: 'Act',
    label: 'copy…',
    help: 'choose what to copy of the run, group or marked runs',
    waits: true,
    disabled: noChoiceReason,
    hint: {},
    run: openCopyMenu,
  },
  {
    id: 'pager',
    keys: ['o'],
    where,
    group: 'Act',
    label: 'pager',
    help: 'open in the pager',
    waits: true,
    disabled: noRunReason,
    run: context => openFocused(context, 'pager'),
  },
  {
    id: 'editor',
    keys: ['O'],
    where,
    group: 'Act',
    label: 'editor',
    help: 'open in the editor',
    waits: true,
    disabled: noRunReason,
    run: context => openFocused(context, 'editor'),
  },
];
