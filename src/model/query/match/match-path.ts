import { compilePattern } from '../pattern.ts';
import { leafText, leavesAt } from '../payload-paths.ts';
import type { NumberTest, PathTest, PayloadRoot } from '../query.ts';
import type { Test } from './subject.ts';

export function compilePath(
  root: PayloadRoot,
  path: readonly string[],
  pathTests: readonly PathTest[],
): Test {
  const tests = pathTests.map(compilePathTest);
  return subject => {
    const leaves = leavesAt(subject.payloads()[root], path);
    return leaves.some(leaf => tests.some(test => test(leaf)));
  };
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
