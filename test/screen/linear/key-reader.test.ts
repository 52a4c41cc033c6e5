import { expect, test, vi } from 'vitest';
import { createKeyReader } from '../../../src/screen/linear/key-reader.ts';
import type { Key } from '../../../src/screen/shell/keyboard.ts';

function read(...chunks: readonly string[]): readonly Key[] {
  vi.useFakeTimers();
  const keys: Key[] = [];
  const { receive } = createKeyReader(some => keys.push(...some));
  for (const chunk of chunks) receive(chunk);
  vi.advanceTimersByTime(100);
  vi.useRealTimers();
  return keys;
}

test.each([
  [['j'], ['j']],
  [['jjk'], ['j', 'j', 'k']],
  [['\r'], ['enter']],
  [['\n'], ['enter']],
  [['j\n'], ['j']],
  [[' \t\u007F\u0003'], ['space', 'tab', 'backspace', 'ctrl+c']],
  [['\u001B'], ['escape']],
  [['\u001Bq'], ['escape', 'q']],
  [['\u001B[A\u001BOB\u001B[6~'], ['up', 'down', 'pagedown']],
  [['\u001B', '[5', '~'], ['pageup']],
  [['\u001B[1;5C\u001B[1;3D'], ['ctrl+right', 'alt+left']],
  [['\u001Bb\u001B\u007F'], ['alt+b', 'alt+backspace']],
  [['\u001B[Z'], ['shift+tab']],
  [['\u001B[200~é'], ['é']],
])('%j are the keys %j', (chunks, keys) => expect(read(...chunks)).toEqual(keys));
