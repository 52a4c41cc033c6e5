import { type Command, keyPlace } from '../shell/command.ts';
import { noRunReason, unlessMarked } from '../table/picked-run.ts';
import { actOnValue } from './value-menu.ts';

const ofValue = {
  where: ['table', 'detail'],
  group: 'Find',
  waits: true,
  disabled: noRunReason,
} as const;

export const frequencyCommands: readonly Command[] = [
  {
    ...ofValue,
    id: 'filter-by-value',
    keys: ['='],
    label: 'filter by',
    help: 'list the runs with the value under the cursor, too',
    hint: unlessMarked(state => keyPlace(state) !== 'waterfall'),
    run: actOnValue('filter'),
  },
  {
    ...ofValue,
    id: 'exclude-value',
    keys: ['-'],
    label: 'exclude',
    help: 'exclude the runs with the value under the cursor',
    run: actOnValue('exclude'),
  },
  {
    ...ofValue,
    id: 'frequency',
    keys: ['F'],
    label: 'frequency',
    help: 'how often each value of a field occurs, by outcome',
    hint: { rank: 86, ...unlessMarked(({ screen }) => screen === 'table') },
    run: actOnValue('count'),
  },
];
