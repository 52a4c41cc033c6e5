import { execFileSync } from 'node:child_process';
import { describe, expect, it, test } from 'vitest';
import type { OwnCommand } from '../../../src/model/own-command/own-command.ts';
import { commandLine, fillCommand } from '../../../src/model/own-command/own-command.ts';

const command = (run: OwnCommand['run'], isShell = false): OwnCommand => {
  return { name: 'open in tracker', run, isShell, isConfirmed: false, place: 'config.yaml:3' };
};

const hostile = [
  '$(touch x)',
  '`touch x`',
  '"; touch x; "',
  "'; touch x; '",
  'a b\tc\nd',
  '{id} {file} $1 $& $$',
  '*',
  '\\',
  '',
  '\x1b[31m',
];

describe('a word of a command', () => {
  it.each(hostile)('stays one argument when the name of the run is %j', name => {
    const run = ['tracker', '--title={name}', '{name}', 'on {id}: {name}!'] as const;
    expect(fillCommand(command([...run]), { id: 'run_1', name })).toEqual([
      `--title=${name}`,
      name,
      `on run_1: ${name}!`,
    ]);
  });

  it('keeps braces that are no placeholder', () => {
    const run = ['awk', '{print}', '{ids}', '{{id}}', '{ id }', '{}'] as const;
    expect(fillCommand(command([...run]), { id: 'run_1' })).toEqual([
      '{print}',
      '{ids}',
      '{run_1}',
      '{ id }',
      '{}',
    ]);
  });

  it.each(['--flag', '-x', '-'])('is refused where it would begin with a "-" of the run: %s', name => {
    for (const word of ['{name}', '{name}.txt'])
      expect(() => fillCommand(command(['tracker', '--title', word]), { name })).toThrow(
        expect.objectContaining({
          message: `open in tracker was not run: what stands for ${word} begins with "-", which the program may take for an option`,
          hint: `put "--" before ${word} in config.yaml:3, or write --option=${word}`,
        }),
      );
    expect(fillCommand(command(['tracker', '--title={name}', '--', '{name}']), { name })).toEqual([
      `--title=${name}`,
      '--',
      name,
    ]);
  });

  it('is refused as a parameter of a shell, too, unless the text ends the options', () => {
    const name = '--flag';
    expect(() => fillCommand(command(['tracker "$1"', '{name}'], true), { name })).toThrow('begins with "-"');
    expect(fillCommand(command(['tracker -- "$1"', '{name}'], true), { name })).toEqual([name]);
  });

  it('is refused where the run lacks what it stands for, or a program could not be given it', () => {
    const run = command(['tracker', '{input}']);
    expect(() => fillCommand(run, {})).toThrow('the input of the run was not recorded');
    expect(() => fillCommand(run, { input: 'a\0b' })).toThrow('holds a NUL character');
    expect(() => fillCommand(run, { input: 'x'.repeat(100_001) })).toThrow(
      expect.objectContaining({ hint: 'give it {file} instead' }),
    );
  });
});

const ownCommand: OwnCommand = {
  name: 'open it',
  run: ['printf', '%s\\n', '--title={name}', 'on {id}: {name}!'],
  isShell: false,
  isConfirmed: true,
  place: 'config.yaml:3',
};

test('a command is shown so that a shell would run just what is run', () => {
  const values = { id: 'run_1', name: '$(touch x) `y`; "z" \'*\' {id} \\' };
  const printed = execFileSync('bash', ['-c', commandLine(ownCommand, values)], { encoding: 'utf8' });
  expect(printed.trimEnd().split('\n')).toEqual(fillCommand(ownCommand, values).slice(1));
});

test('what is not known yet stands as its placeholder, and a script with the shell that runs it', () => {
  const script = { ...ownCommand, run: ['echo "$1" >> log', '{id}', '{file}'], isShell: true } as const;
  expect(commandLine(script, { id: 'run_1' })).toBe(`sh -c 'echo "$1" >> log' 'open it' run_1 '{file}'`);
});
