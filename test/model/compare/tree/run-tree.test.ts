import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftSpan, draftStep, type RunNode } from '../../../../src/model/compare/tree/run-node.ts';
import { buildRunTree, createSpanFinder } from '../../../../src/model/compare/tree/run-tree.ts';
import type { Span, Step } from '../../../../src/model/run.ts';
import { stepTreeOf } from '../../../../src/model/steps/step-tree.ts';
import { finish, runOf, spanOf, stepOf, traceOf } from '../compared-runs.ts';

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

describe('the tree of the steps of a run', () => {
  const rowsOf = (steps: readonly Step[]) => finish(buildRunTree(runOf({ steps }))).root.children;

  test('has one node for each step that the run itself is shown with', () => {
    const steps = [
      stepOf('mail', 0, { status: 'failed', finishedAt: 20 }),
      stepOf('charge', 5, { status: 'canceled' }),
      stepOf('mail', 15, { attempt: 2 }),
      stepOf('charge', 30, { attempt: 2 }),
    ];
    expect(rowsOf(steps).map(({ steps: attempts }) => attempts)).toEqual(stepTreeOf(steps).all);
    expect(rowsOf(steps).map(({ name, attempts }) => [name, attempts])).toEqual([
      ['mail', 2],
      ['charge', 2],
    ]);
  });

  test('has the run that was started by one of very many steps', () => {
    const steps = Array.from({ length: 150_000 }, (_, at) => stepOf('chunk', at));
    const tree = finish(buildRunTree({ ...runOf({ steps }), childRuns: [runOf({ name: 'chunk' })] }));
    expect(tree.size).toBe(steps.length + 2);
  });

  test('looks a few times at each of very many attempts of one name that failed side by side', () => {
    const many = 2_000;
    let looks = 0;
    const attemptsOf = (attempt: number, status: 'failed' | 'success') =>
      Array.from({ length: many }, (_, at) => {
        const step = stepOf('fetch', attempt * 100, { id: `${at} ${attempt}`, status, attempt });
        return Object.defineProperty(step, 'attempt', {
          get: () => {
            looks += 1;
            return attempt;
          },
        });
      });
    const rows = rowsOf([...attemptsOf(1, 'failed'), ...attemptsOf(2, 'success')]);
    expect(rows.map(({ attempts }) => attempts)).toEqual(Array.from({ length: many }, () => 2));
    expect(looks).toBeLessThan(10 * 2 * many);
  });
});

const start = fc.oneof(fc.nat(30), fc.double({ min: 0, max: 30, noNaN: true }));
const named = fc.record({ name: fc.constantFrom('a', 'b'), start });

const spansOf = (found: readonly { readonly name: string; readonly start: number }[]) =>
  found.map(({ name, start }, at) => spanOf(name, start, { id: `span ${at}`, kind: 'step' }));

const find = (finder: ReturnType<typeof createSpanFinder>, name: string, startedAt: number) => {
  const attempts = [stepOf(name, startedAt)] as const;
  return finder(attempts, draftStep(attempts))?.span;
};

test('a step is the first span of its name that no other step is, and that starts within 5 ms', () => {
  fc.assert(
    fc.property(fc.array(named), fc.array(named), (of, steps) => {
      const spans = spansOf(of.toSorted((a, b) => a.start - b.start));
      const finder = createSpanFinder(spans.map(draftSpan));
      for (const step of steps) {
        const at = spans.findIndex(
          ({ name, startAt }) => name === step.name && Math.abs(startAt - step.start) <= 5,
        );
        const [expected] = at < 0 ? [] : spans.splice(at, 1);
        expect(find(finder, step.name, step.start)).toBe(expected);
      }
    }),
  );
});

test('a step is the span with its id, although another one of its name starts with it', () => {
  const steps = [stepOf('a', 1, { id: 'own' }), stepOf('a', 100)] as const;
  const spans = [spanOf('a', 1, { kind: 'step' }), spanOf('a', 99, { kind: 'step', id: 'own' })];
  const finder = createSpanFinder(spans.map(draftSpan));
  const ids = steps.map(step => finder([step], draftStep([step]))?.span?.id);
  expect(ids).toEqual(['own', undefined]);
});

const many = 2_000;

test('looks at few spans for each of very many steps of one name, whether or not they start together', () => {
  for (const apartMs of [0, 20]) {
    let looks = 0;
    const nodes = Array.from({ length: many }, (_, at) => {
      const node = draftSpan(spanOf('a', at * apartMs, { id: `span ${at}`, kind: 'step' }));
      return Object.defineProperty(node, 'startedAt', {
        get: () => {
          looks += 1;
          return at * apartMs;
        },
      });
    });
    const finder = createSpanFinder(nodes);
    const found = nodes.map((_, at) => find(finder, 'a', at * apartMs + 6)?.id);
    expect(found.filter(id => id !== undefined)).toEqual([]);
    expect(nodes.map((_, at) => find(finder, 'a', at * apartMs)?.id)).toEqual(
      nodes.map(({ span }) => span.id),
    );
    expect(looks).toBeLessThan(10 * many);
  }
});
