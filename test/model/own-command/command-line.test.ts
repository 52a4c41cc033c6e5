import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLine } from '../../../src/model/own-command/command-line.ts';
import { fillCommand } from '../../../src/model/own-command/fill-command.ts';
import type { OwnCommand } from '../../../src/model/own-command/own-command.ts';

const command: OwnCommand = {
  name: 'open it',
  run: ['printf', '%s\\n', '--title={name}', 'on {id}: {name}!'],
  isShell: false,
  isConfirmed: true,
  place: 'config.yaml:3',
};

test('a command is shown so that a shell would run just what is run', () => {
  const values = { id: 'run_1', name: '$(touch x) `y`; "z" \'*\' {id} \\' };
  const printed = execFileSync('bash', ['-c', commandLine(command, values)], { encoding: 'utf8' });
  expect(printed.trimEnd().split('\n')).toEqual(fillCommand(command, values).slice(1));
});

test('what is not known yet stands as its placeholder, and a script with the shell that runs it', () => {
  const script = { ...command, run: ['echo "$1" >> log', '{id}', '{file}'], isShell: true } as const;
  expect(commandLine(script, { id: 'run_1' })).toBe(`sh -c 'echo "$1" >> log' 'open it' run_1 '{file}'`);
});
