import { describe, expect, it } from 'vitest';
import { splitLine, toShellWord } from '../../../src/cli/completion/shells.ts';

describe('splitLine', () => {
  it.each([
    ['runlens ', ['runlens'], '', ''],
    ['runlens work', ['runlens'], 'work', ''],
    ['runlens  a  b ', ['runlens', 'a', 'b'], '', ''],
    [`runlens 'a b' "c d" e\\ f`, ['runlens', 'a b', 'c d'], 'e f', ''],
    [`runlens --filter 'status:f`, ['runlens', '--filter'], 'status:f', "'"],
    ['runlens --filter "a \\"b', ['runlens', '--filter'], 'a "b', '"'],
    [`runlens '' `, ['runlens', ''], '', ''],
    ['cat x | runlens wo', ['runlens'], 'wo', ''],
    ['a && runlens ', ['runlens'], '', ''],
    [`runlens 'a|b' `, ['runlens', 'a|b'], '', ''],
    ['runlens a\\', ['runlens'], 'a', ''],
  ])('splits %j', (line, words, current, quote) =>
    expect(splitLine(line)).toEqual({ words, current, quote }),
  );
});

describe('toShellWord', () => {
  const bash = { shell: 'bash' as const, quote: '' as const, wordBreaks: ' \t\n"\'><=;|&(:' };

  it.each([
    ['signup-pipeline', 'sig', 'signup-pipeline'],
    ['status:failed', 'status:f', 'failed'],
    ['a:b:c', 'a:b:', 'c'],
    ['with space', 'w', 'with\\ space'],
    ['a$b', '', 'a\\$b'],
  ])('gives bash %j after %j', (value, current, word) =>
    expect(toShellWord(value, { ...bash, current })).toBe(word),
  );

  it('leaves the colon alone where bash does not break words at it', () => {
    expect(toShellWord('a:b', { ...bash, current: 'a:', wordBreaks: ' \n' })).toBe('a:b');
  });

  it('escapes inside of quotes only what ends them', () => {
    expect(toShellWord("it's a", { ...bash, current: '', quote: "'" })).toBe("it'\\''s a");
    expect(toShellWord('say "$x"', { ...bash, current: '', quote: '"' })).toBe('say \\"\\$x\\"');
  });

  it('leaves quoting to fish', () => {
    expect(toShellWord('with space', { ...bash, shell: 'fish', current: '' })).toBe('with space');
  });
});
