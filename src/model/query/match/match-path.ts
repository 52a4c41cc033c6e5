import { compilePattern } from '../pattern.ts';
import type { NumberTest, PathTest, PayloadRoot } from '../query.ts';
import type { Test } from './subject.ts';

export function compilePath(
  root: PayloadRoot,
  path: readonly string[],
  pathTests: readonly PathTest[],
): Test {
  const tests = pathTests.map(compilePathTest);
  return subject => {
    const found = valueAt(subject.payloads()[root], path);
    const leaves = Array.isArray(found) ? found : [found];
    return leaves.some(leaf => tests.some(test => test(leaf)));
  };
}

/** Follows own keys and list indexes. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const segment of path) current = childAt(current, segment);
  return current;
}

function childAt(value: unknown, segment: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(segment) ? value[Number(segment)] : undefined;
  return Object.hasOwn(value, segment) ? Reflect.get(value, segment) : undefined;
}

function compilePathTest(test: PathTest): (leaf: unknown) => boolean {
  if (test.type === 'number') {
    const fits = compileNumberTest(test.test);
    return leaf => typeof leaf === 'number' && fits(leaf);
  }
  const fits = compilePattern(test.pattern);
  return leaf => {
    const text = leafText(leaf);
    return text !== undefined && fits(text);
  };
}

/** Lists and objects have no text. */
function leafText(leaf: unknown): string | undefined {
  if (typeof leaf === 'string') return leaf;
  return typeof leaf === 'number' || typeof leaf === 'boolean' || leaf === null ? String(leaf) : undefined;
}

export function compileNumberTest(test: NumberTest): (value: number) => boolean {
  switch (test.op) {
    case '>':
      return value => value > test.value;
    case '>=':
      return value => value >= test.value;
    case '<':
      return value => value < test.value;
    case '<=':
      return value => value <= test.value;
    case '=':
      return value => value === test.value;
    case '..':
      return value => value >= test.from && value <= test.to;
  }
}
