import { isContainer, type Level, toLevel, toWritable } from './walk.ts';

/** Deeper than this, indenting would make most of the text blanks. */
export const deepestIndent = 200;

/** JSON text of a value that is too deep for `JSON.stringify`; what is deeper than `deepestIndent` stands on one line. */
export function writeJson(value: unknown, indent: number): string {
  const parts: string[] = [];
  const stack: Level[] = [];
  const open = (member: unknown) => {
    const shown = toWritable(member);
    if (!isContainer(shown)) {
      parts.push(typeof shown === 'bigint' ? String(shown) : JSON.stringify(shown));
      return;
    }
    parts.push(Array.isArray(shown) ? '[' : '{');
    stack.push(toLevel(shown));
  };
  const breakLine = (depth: number) => {
    if (indent > 0 && depth <= deepestIndent) parts.push('\n', ' '.repeat(indent * depth));
  };
  open(value);
  for (let level = stack.at(-1); level; level = stack.at(-1)) {
    if (level.next === level.size) {
      stack.pop();
      if (level.size > 0 && stack.length < deepestIndent) breakLine(stack.length);
      parts.push(level.keys ? '}' : ']');
      continue;
    }
    if (level.next > 0) parts.push(',');
    breakLine(stack.length);
    const key = level.keys?.[level.next] ?? level.next;
    if (level.keys) parts.push(JSON.stringify(key), indent > 0 ? ': ' : ':');
    level.next++;
    open(Reflect.get(level.value, key));
  }
  return parts.join('');
}
