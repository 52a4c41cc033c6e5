import { deepestIndent, writeJson } from './json-writer.ts';
import { isContainer, type Level, toLevel, toWritable } from './walk.ts';
import { fitsBlock, yamlBlock, yamlText, yamlWord } from './yaml-scalar.ts';

/** YAML allows no longer name without a question mark in front. */
const longestKey = 1000;

/** A value as block YAML that versions 1.1 and 1.2 read back the same: no folding, no anchors, any depth. */
export function writeYaml(value: unknown): string {
  const parts: string[] = [];
  const stack: Level[] = [];
  // Whether the place to write at stands behind a name or a dash, and so needs a blank or a new line.
  const open = (member: unknown, isItem: boolean) => {
    const shown = toWritable(member);
    const gap = stack.length === 0 ? '' : ' ';
    if (!isContainer(shown)) {
      parts.push(gap, scalar(shown, stack.length), '\n');
      return;
    }
    const level = toLevel(shown);
    if (level.size === 0 || stack.length >= deepestIndent) {
      parts.push(gap, level.size === 0 ? (level.keys ? '{}' : '[]') : writeJson(shown, 0), '\n');
      return;
    }
    stack.push(level);
    parts.push(isItem ? ' ' : gap === '' ? '' : `\n${indentOf(stack.length)}`);
  };
  open(value, false);
  for (let level = stack.at(-1); level; level = stack.at(-1)) {
    if (level.next === level.size) {
      stack.pop();
      continue;
    }
    if (level.next > 0) parts.push(indentOf(stack.length));
    const key = level.keys?.[level.next] ?? level.next;
    parts.push(typeof key === 'string' ? name(key, stack.length) : '-');
    level.next++;
    open(Reflect.get(level.value, key), level.keys === undefined);
  }
  return parts.join('');
}

function scalar(value: unknown, depth: number): string {
  if (typeof value !== 'string') return yamlWord(value);
  return depth > 0 && fitsBlock(value) ? yamlBlock(value, indentOf(depth + 1)) : yamlText(value);
}

function name(key: string, depth: number): string {
  const text = yamlText(key);
  return text.length <= longestKey ? `${text}:` : `? ${text}\n${indentOf(depth)}:`;
}

function indentOf(depth: number): string {
  return '  '.repeat(depth - 1);
}
