import { expect, test } from 'vitest';
import { splitCommand } from '../../../src/terminal/outside/split-command.ts';

test.each([
  ['less', ['less']],
  ['  code   --wait ', ['code', '--wait']],
  [`"/opt/my editor/bin" -c 'set ft=json' a\\ b`, ['/opt/my editor/bin', '-c', 'set ft=json', 'a b']],
  [`vi -c "say \\"hi\\" \\n"`, ['vi', '-c', 'say "hi" \\n']],
  [`em'a'"c"s`, ['emacs']],
  [`x ''`, ['x', '']],
  ['less; rm -rf $HOME `id`', ['less;', 'rm', '-rf', '$HOME', '`id`']],
  ['', []],
  ['   ', []],
])('splits %j as a shell does, and expands nothing', (command, words) => {
  expect(splitCommand(command)).toEqual(words);
});
