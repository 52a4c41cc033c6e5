import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { getCommand, quoteWord, retryCommand } from '../../../src/model/report/shell-command.ts';
import { trials } from '../../trials.ts';

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

const ids = [
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
];

/** What a shell passes on as the words of each script: one shell for all, as a start takes the longest. */
function wordsOf(scripts: readonly string[]): readonly string[][] {
  const program = `runlens() { printf '%s\\0' "$@"; }\n${scripts.map(script => `(${script}); printf '\\1'`).join('\n')}`;
  const printed = execFileSync('bash', { input: program }).toString('utf8').split('\u0001');
  return printed.slice(0, -1).map(words => words.split('\0').slice(0, -1));
}

describe('in a real shell', () => {
  test('the command that prints a run names it, whatever its id', () => {
    const commands = ids.map(id => getCommand({ id, kind: 'workflow', name: '-w' }, { target: '-t' }));
    const wanted = ids.map(id => ['workflows', 'runs', 'get', '--target=-t', '--', '-w', id]);
    expect(wordsOf(commands)).toEqual(wanted);
  });

  test('every word is read as it was, and nothing unseen is in the command', () => {
    const lists = fc
      .sample(fc.array(nasty, { minLength: 1, maxLength: 20 }), trials(400, 40))
      .map(words => words.map(word => word.replaceAll('\0', '').replaceAll('\u0001', '').toWellFormed()));
    const commands = lists.map(words => words.map(quoteWord).join(' '));
    for (const command of commands) expect(command).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(wordsOf(commands.map(words => `runlens ${words}`))).toEqual(lists);
  });
});
