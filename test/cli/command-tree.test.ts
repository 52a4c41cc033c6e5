import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';

/** The commands that are declared for a line; all of them for an empty one. */
async function declare(line = ''): Promise<Command> {
  const stream = { write: () => true, columns: 100 };
  const context = Object.assign(Object.create(null), { stdout: stream, stderr: stream });
  return createProgram({ context, done: () => {} }, line.split(' '));
}

/** The words of every command that does something, without those that only scripts call. */
function commandsOf(command: Command, path: readonly string[] = []): readonly string[] {
  const isBoth = path.length === 1 && ['serve', 'report'].includes(path[0] ?? '');
  const own = path.length > 0 && (command.commands.length === 0 || isBoth);
  const visible = command.commands.filter(sub => !sub.name().startsWith('_'));
  return [
    ...(own ? [path.join(' ')] : []),
    ...visible.flatMap(sub => commandsOf(sub, [...path, sub.name()])),
  ];
}

/** Commands that stand in one file, by its words: with other nouns, or because they are small. */
const besideOthers: Readonly<Record<string, string>> = {
  'agents list': 'workflows list',
  'agents sessions list': 'workflows runs list',
  'agents sessions get': 'workflows runs get',
  'agents sessions cancel': 'workflows runs cancel',
  'history list': 'workflows runs list',
  'history get': 'workflows runs get',
  'failures note': 'failures marks',
  'failures mute': 'failures marks',
  'failures unmark': 'failures marks',
  'serve token add': 'serve token',
  'serve token list': 'serve token',
  'serve token revoke': 'serve token',
};

/** Folders hold commands that begin alike. */
const folders = ['serve', 'failures', 'report'];

function fileOf(command: string): string {
  const words = (besideOthers[command] ?? command).split(' ');
  const typed = words[0] === 'workflows' && words.length > 2 ? words.slice(1) : words;
  const folder = folders.find(name => command.startsWith(name));
  return `src/cli/commands/${folder === undefined ? '' : `${folder}/`}${typed.join('-')}.ts`;
}

describe('the tree of commands', () => {
  test('has a file for each command, named as it is typed', async () => {
    const commands = commandsOf(await declare());
    expect(commands.length).toBeGreaterThan(15);
    expect(commands.filter(command => !existsSync(fileOf(command)))).toEqual([]);
  });

  test.each([
    ['workflows runs list', ['workflows runs list']],
    ['--target x --insecure --read-only history get', ['history get']],
    ['serve token', ['serve', 'serve token add', 'serve token list', 'serve token revoke']],
    [
      'workflows lst',
      [
        'workflows list',
        'workflows run',
        'workflows runs list',
        'workflows runs get',
        'workflows runs cancel',
        'workflows runs retry',
        'workflows runs act',
      ],
    ],
  ])('declares of "%s" only what the line can mean', async (line, commands) => {
    expect(commandsOf(await declare(line))).toEqual(commands);
  });
});
