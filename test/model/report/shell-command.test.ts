import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { getCommand, quoteWord, retryCommand } from '../../../src/model/report/shell-command.ts';

test.each([
  ['run_1', 'runlens workflows runs retry run_1'],
  ['my run', "runlens workflows runs retry 'my run'"],
  ['-rf', 'runlens workflows runs retry -- -rf'],
  ['$(reboot)', "runlens workflows runs retry '$(reboot)'"],
])('%j is run again by %s', (id, command) => {
  expect(retryCommand(id)).toBe(command);
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
});
