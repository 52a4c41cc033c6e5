import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commits } from '../stores/sample-repository.ts';
import type { Screen } from './replay.ts';
import { type Command, rows } from './timed-program.ts';

/** Another program that shows a list to be walked through, here the commits of a repository. */
export type Rival = {
  readonly name: string;
  readonly command: Command;
  /** Comes with its first frame. */
  readonly lastText: string;
  readonly isWhole: (screen: Screen) => boolean;
  readonly positionOf: (screen: Screen) => number | undefined;
};

const lazygitConfig = `disableStartupPopups: true
update: { method: never }
git: { autoFetch: false, autoRefresh: false }
gui: { showRandomTip: false }
`;

/** Its commits at the width and height of the terminal, without anything it does by itself now and then. */
export function lazygit(repository: string, folder: string): Rival {
  const config = join(folder, 'lazygit');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'config.yml'), lazygitConfig);
  return {
    name: 'lazygit',
    command: {
      file: 'lazygit',
      args: ['--use-config-dir', config, '--path', repository, 'log'],
      env: { HOME: folder, XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder },
    },
    lastText: `commit number ${commits}`,
    isWhole: screen => hasCommits(screen, rows - 3) && (screen[rows - 1] ?? '').includes('Keybindings'),
    positionOf: screen => numberIn(screen, new RegExp(`(\\d+) of ${commits}`)),
  };
}

export function tig(repository: string, folder: string): Rival {
  return {
    name: 'tig',
    command: { file: 'tig', args: ['-C', repository], env: { HOME: folder, XDG_CONFIG_HOME: folder } },
    lastText: `commit number ${commits}`,
    isWhole: screen => hasCommits(screen, rows - 2) && screen.some(line => line.includes(`1 of ${commits}`)),
    positionOf: screen => numberIn(screen, new RegExp(`commit (\\d+) of ${commits}`)),
  };
}

export function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function hasCommits(screen: Screen, atLeast: number): boolean {
  const shown = new Set(screen.flatMap(line => /commit number (\d+)/.exec(line)?.[1] ?? []));
  return shown.size >= atLeast;
}

function numberIn(screen: Screen, pattern: RegExp): number | undefined {
  for (const line of screen) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return Number(found) - 1;
  }
  return undefined;
}
