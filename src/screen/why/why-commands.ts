import { noReadGroupReason } from '../groups/groups-state.ts';
import type { Command } from '../shell/command.ts';
import { hasFailures, unlessMarked } from '../table/picked-run.ts';
import { openShared } from './shared-dialog.ts';

export const whyCommands: readonly Command[] = [
  {
    id: 'shared-causes',
    keys: ['W'],
    where: ['table', 'groups'],
    group: 'Find',
    label: 'why',
    help: 'what the failed runs share, and since when they fail',
    disabled: state => (state.screen === 'groups' ? noReadGroupReason(state) : undefined),
    hint: unlessMarked(state => state.screen === 'groups' || hasFailures(state)),
    run: openShared,
  },
];
