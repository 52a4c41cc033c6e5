import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  getCommand,
  pipeAgainCommand,
  quoteWord,
  runAgainCommand,
} from '../../../src/model/report/shell-command.ts';

test.each([
  [
    'signup',
    { email: 'ada@example.com' },
    `runlens workflows run signup --input '{"email":"ada@example.com"}'`,
  ],
  ['signup', undefined, 'runlens workflows run signup'],
  ['signup', null, 'runlens workflows run signup --input null'],
  ['my flow', "it's", `runlens workflows run 'my flow' --input '"it'\\''s"'`],
  ['-rf', 1, 'runlens workflows run --input 1 -- -rf'],
  ['$(reboot)', '`id`', "runlens workflows run '$(reboot)' --input '\"`id`\"'"],
])('%j with %j is started again by %s', (workflow, input, command) => {
  expect(runAgainCommand(workflow, input)).toBe(command);
});

const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "'",
      '"',
      '\\',
      '$',
      '`',
      '!',
      '\n',
      '\r',
      '\t',
      '\u001b',
      '\u202e',
      '\u2028',
      '日',
      '😀',
      ' ',
      '*',
      '-',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});

describe('in a real shell', () => {
  test.each([
    '-abc',
    '--',
    '--kill',
    '-',
    '$(id)',
    '; id',
    "a'b",
    'a b',
    '!x',
    '~root',
    '=ls',
    '*',
    '-n "x"',
    '日本',
  ])('the command that prints run %j names it', id => {
    const command = getCommand({ id, kind: 'workflow', name: '-w' }, { target: '-t' });
    const script = `runlens() { printf '%s\\0' "$@"; }; ${command}`;
    const words = execFileSync('bash', ['-c', script]).toString('utf8').split('\0');
    expect(words).toEqual(['workflows', 'runs', 'get', '--target=-t', '--', '-w', id, '']);
  });

  test('the command that reads the input of a run passes it on', () => {
    const run = { id: '-1', kind: 'workflow', name: "it's" } as const;
    const command = pipeAgainCommand(run, { target: '/a b/runs.db' });
    const script = `runlens() { [ "$3" = get ] || cat; printf '%s\\0' "$@"; }; ${command}`;
    const words = execFileSync('bash', ['-c', script]).toString('utf8').split('\0');
    const to = ['--target', '/a b/runs.db'];
    expect(words).toEqual([
      ...['workflows', 'runs', 'get', '--field', 'input', '--json', ...to, '--', "it's", '-1'],
      ...['workflows', 'run', "it's", '--input', '-', ...to, ''],
    ]);
  });

  const echo = (words: string) => execFileSync('bash', ['-c', `printf '%s\\0' ${words}`]).toString('utf8');

  test('every word is read as it was, and nothing unseen is in the command', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 20 }), words => {
        const plain = words.map(word => word.replaceAll('\0', '').toWellFormed());
        const quoted = plain.map(quoteWord);
        expect(quoted.join(' ')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(echo(quoted.join(' '))).toBe(plain.map(word => `${word}\0`).join(''));
      }),
      { numRuns: 30 },
    );
  });

  test('the input is the same JSON value', () => {
    fc.assert(
      fc.property(fc.dictionary(nasty, nasty, { maxKeys: 4 }), input => {
        const command = runAgainCommand('flow', input);
        expect(command).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        const words = echo(command).split('\0');
        expect(words.slice(0, 5)).toEqual(['runlens', 'workflows', 'run', 'flow', '--input']);
        expect(JSON.parse(words[5] ?? '')).toEqual(JSON.parse(JSON.stringify(input)));
      }),
      { numRuns: 30 },
    );
  });
});
