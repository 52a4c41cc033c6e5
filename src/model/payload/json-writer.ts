import { createWalk, enter, isContainer, leave, toLevel, toMarker, toWritable } from './payload-walk.ts';

/** Below this depth, indenting would make most of the text blanks. */
export const deepestIndent = 200;

/** JSON text with markers, on one line below `deepestIndent`. Rethrows errors of getters. */
export function writeJson(value: unknown, indent: number): string {
  const parts: string[] = [];
  const walk = createWalk();
  const { stack } = walk;
  const open = (member: unknown) => {
    const found = toWritable(member, walk);
    const shown = typeof found === 'number' && !Number.isFinite(found) ? toMarker(found) : found;
    if (!isContainer(shown)) {
      parts.push(Object.is(shown, -0) ? '-0' : JSON.stringify(shown));
      return;
    }
    parts.push(Array.isArray(shown) ? '[' : '{');
    enter(walk, toLevel(shown, member, walk));
  };
  const breakLine = (depth: number) => {
    if (indent > 0 && depth <= deepestIndent) parts.push('\n', ' '.repeat(indent * depth));
  };
  open(value);
  for (let level = stack.at(-1); level; level = stack.at(-1)) {
    if (level.next === level.size) {
      leave(walk);
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
