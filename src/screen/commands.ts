import { actCommands } from './acts/act-commands.ts';
import { backFromTable } from './back-from-table.ts';
import { compareCommands } from './compare/compare-commands.ts';
import { copyCommands } from './copy/copy-commands.ts';
import { filterCommands } from './filter/filter-commands.ts';
import { frequencyCommands } from './frequency/frequency-commands.ts';
import { groupCommands } from './groups/group-commands.ts';
import { dialogCommands } from './help/help-commands.ts';
import { notifyCommands } from './notify/notify-failures.ts';
import { findCommands } from './run/find-commands.ts';
import { runCommands } from './run/run-commands.ts';
import type { Command } from './shell/command.ts';
import { bindCommands } from './shell/keymap.ts';
import { programCommands } from './shell/program-commands.ts';
import { tableCommands } from './table/table-commands.ts';
import { targetCommands } from './targets/target-menu.ts';
import { waterfallCommands } from './trace/waterfall-commands.ts';
import { viewCommands } from './views/view-commands.ts';
import { whyCommands } from './why/why-commands.ts';

/**
 * The commands of all features, apart from `features.ts` because the early frame shows their hints, and the
 * check of the user's own commands reads their keys, before there is a session.
 */
export const commands: readonly Command[] = [
  ...tableCommands,
  backFromTable,
  ...filterCommands,
  ...viewCommands,
  ...frequencyCommands,
  ...runCommands,
  ...findCommands,
  ...waterfallCommands,
  ...groupCommands,
  ...whyCommands,
  ...compareCommands,
  ...actCommands,
  ...copyCommands,
  ...targetCommands,
  ...notifyCommands,
  ...programCommands,
  ...dialogCommands,
];

bindCommands(commands);
