import { describe, expect, test } from 'vitest';
import type { RunNode } from '../../../../src/model/compare/tree/run-node.ts';
import { buildRunTree } from '../../../../src/model/compare/tree/run-tree.ts';
import type { Span } from '../../../../src/model/run.ts';
import { finish, runOf, spanOf, traceOf } from '../compared-runs.ts';

/** `a(b c(d))`: names, with those below in brackets. */
function shapeOf({ name, children }: RunNode): string {
  return children.length === 0 ? name : `${name}(${children.map(shapeOf).join(' ')})`;
}

function treeOf(...spans: readonly Span[]): string {
  return shapeOf(finish(buildRunTree(runOf(traceOf(...spans)))).root);
}

const at = (name: string, startAt: number, parentId?: string, fields: Partial<Span> = {}) =>
  spanOf(name, startAt, { id: name, parentId, ...fields });

describe('the tree of the spans of a run', () => {
  test('has spans below a parent that starts later than they do', () => {
    expect(treeOf(at('b', 1, 'a'), at('c', 2, 'a'), at('a', 3))).toBe('shop(a(b c))');
  });

  test('has spans of other parents in between', () => {
    const spans = [at('a', 1), at('b', 2), at('a1', 3, 'a'), at('b1', 4, 'b'), at('a2', 5, 'a')];
    expect(treeOf(...spans)).toBe('shop(a(a1 a2) b(b1))');
  });

  test('has every span once, although three are their own descendants', () => {
    expect(treeOf(at('a', 1, 'c'), at('b', 2, 'a'), at('c', 3, 'b'))).toBe('shop(a(b(c)))');
  });

  test('has a span that is its own parent', () => {
    expect(treeOf(at('a', 1, 'a'), at('b', 2, 'a'))).toBe('shop(a(b))');
  });

  test('has the last one of spans with the same id, with all that is below', () => {
    const again = at('again', 4, undefined, { id: 'a' });
    expect(treeOf(at('a', 1), at('b', 2, 'a'), at('c', 3), again)).toBe('shop(c again(b))');
  });

  test('has no span twice where a repeated id closes a cycle', () => {
    const again = at('again', 3, 'b', { id: 'a' });
    expect(treeOf(at('a', 1), at('b', 2, 'a'), again)).toBe('shop(again(b))');
  });

  test('has of a step that was retried what its last attempt did', () => {
    const step = at('step', 1, undefined, { kind: 'step' });
    const first = at('first', 2, 'step', { kind: 'attempt' });
    const last = at('last', 20, 'step', { kind: 'attempt' });
    const spans = [step, first, at('x', 3, 'first'), last, at('y', 21, 'last'), at('other', 40)];
    expect(treeOf(...spans)).toBe('shop(step(y) other)');
  });
});
