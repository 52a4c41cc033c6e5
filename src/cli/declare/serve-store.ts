import type { Command } from 'commander';

export function addStoreOption(command: Command): Command {
  return command.option(
    '--store <location>',
    'a file, a folder or postgres://…; else the nearest .runlens/runs.db, made where there is none',
  );
}
