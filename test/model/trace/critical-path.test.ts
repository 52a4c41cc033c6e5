import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finish } from '../../../src/model/pieces.ts';
import { findCriticalPath } from '../../../src/model/trace/critical-path.ts';
import type { SpanTree } from '../../../src/model/trace/span-tree.ts';
import { trials } from '../../trials.ts';
import { type Sketch, treeOf } from './sketched-spans.ts';

const pathOf = (tree: SpanTree, runEndAt = 100) =>
  Object.fromEntries(finish(findCriticalPath(tree, runEndAt)));

const infinite = Number.POSITIVE_INFINITY;

const cases: readonly [title: string, spans: readonly Sketch[], path: Record<string, number>][] = [
  [
    'steps one after the other, and the time between them is that of their parent',
    [
      ['run', '', 0, 100],
      ['a', 'run', 0, 30],
      ['b', 'run', 40, 95],
    ],
    { run: 15, a: 30, b: 55 },
  ],
  [
    'of concurrent steps, the one that ended last, and what had ended before it began',
    [
      ['run', '', 0, 100],
      ['load', 'run', 0, 20],
      ['short', 'run', 20, 60],
      ['long', 'run', 20, 90],
      ['store', 'run', 90, 100],
    ],
    { run: 0, load: 20, long: 70, store: 10 },
  ],
  [
    'a step that had not ended when the last one began did not hold it up',
    [
      ['run', '', 0, 100],
      ['heartbeat', 'run', 0, 80],
      ['load', 'run', 10, 30],
      ['last', 'run', 50, 100],
    ],
    { run: 30, load: 20, last: 50 },
  ],
  [
    'calls inside of the steps, down to the innermost',
    [
      ['run', '', 0, 100],
      ['step', 'run', 10, 90],
      ['attempt', 'step', 20, 90],
      ['call', 'attempt', 30, 80],
      ['log', 'attempt', 30, 40],
    ],
    { run: 20, step: 10, attempt: 20, call: 50 },
  ],
  [
    'what outlives its parent is waited for by the span above that ended after it; its parent began it',
    [
      ['run', '', 0, 100],
      ['begin', 'run', 0, 30],
      ['prepare', 'begin', 5, 15],
      ['job', 'begin', 20, 90],
    ],
    { run: 10, begin: 10, prepare: 10, job: 70 },
  ],
  [
    'what outlives the run holds nothing up',
    [
      ['run', '', 0, 100],
      ['step', 'run', 10, 100],
      ['later', 'step', 20, 300],
    ],
    { run: 10, step: 90 },
  ],
  [
    'what began when its parent had ended follows it',
    [
      ['publish', '', 0, 20],
      ['consume', 'publish', 50, 100],
    ],
    { publish: 20, consume: 50 },
  ],
  [
    'a call that another machine recorded, whose clock is ahead',
    [
      ['run', '', 0, 100],
      ['call', 'run', 0, 99],
      ['server', 'call', 4, 101],
    ],
    { run: 1, call: 4, server: 95 },
  ],
  [
    'spans that began before their parents',
    [
      ['run', '', 10, 100],
      ['early', 'run', 0, 90],
      ['step', 'early', 50, 80],
    ],
    { run: 10, early: 60, step: 30 },
  ],
  [
    'a process that went away: what ran then',
    [
      ['run', '', 0],
      ['a', 'run', 0, 30],
      ['b', 'run', 30],
      ['call', 'b', 40],
    ],
    { run: 0, a: 30, b: 10, call: 60 },
  ],
  [
    'a call without an end in a step that succeeded: nobody is known to have waited for it',
    [
      ['run', '', 0, 100],
      ['step', 'run', 0, 100],
      ['lost', 'step', 10],
      ['call', 'step', 50, 80],
    ],
    { run: 0, step: 70, call: 30 },
  ],
  [
    'a timeout: what still ran when the step failed',
    [
      ['run', '', 0, 100, 'failed'],
      ['step', 'run', 0, 60, 'failed'],
      ['connect', 'step', 0, 10],
      ['call', 'step', 10],
      ['give up', 'run', 60, 100],
    ],
    { run: 0, step: 0, connect: 10, call: 50, 'give up': 40 },
  ],
  [
    'an attempt after one that failed, and that never ended',
    [
      ['run', '', 0, 100, 'failed'],
      ['attempt 1', 'run', 0, 40, 'failed'],
      ['attempt 2', 'run', 50],
    ],
    { run: 10, 'attempt 1': 40, 'attempt 2': 50 },
  ],
  [
    'a failure beside something slower, which was not waited for',
    [
      ['run', '', 0, 100, 'failed'],
      ['all', 'run', 0, 100, 'failed'],
      ['bad', 'all', 0, 99, 'failed'],
      ['slow', 'all', 0, 400],
    ],
    { run: 0, all: 1, bad: 99 },
  ],
  [
    'what ended together with a failed span, before what still ran then',
    [
      ['run', '', 0, 100, 'failed'],
      ['slow', 'run', 10],
      ['last', 'run', 50, 100],
    ],
    { run: 50, last: 50 },
  ],
  [
    'several roots, one after the other',
    [
      ['first', '', 0, 40],
      ['beside', '', 10, 70],
      ['last', '', 50, 100],
      ['open', '', 10],
    ],
    { first: 40, last: 50 },
  ],
  [
    'spans of no length, and siblings with the same times',
    [
      ['run', '', 0, 100],
      ['mark', 'run', 40, 40],
      ['a', 'run', 40, 100],
      ['b', 'run', 40, 100],
      ['c', 'run', 60, 100],
    ],
    { run: 40, mark: 0, a: 60 },
  ],
];

test.each(cases)('finds %s', (_, spans, path) => {
  expect(pathOf(treeOf(...spans))).toEqual(path);
});

test('while a run is active, the path leads to what runs', () => {
  const tree = treeOf(['run', '', 0], ['a', 'run', 0, 30], ['b', 'run', 30], ['c', 'run', 30, 40]);
  expect(pathOf(tree, infinite)).toEqual({ run: 0, a: 30, b: infinite });
});

test('a trace without spans has no path', () => {
  expect(pathOf(treeOf())).toEqual({});
});

test('times may be before 1970', () => {
  const tree = treeOf(['run', '', -100, -10], ['a', 'run', -90, -50], ['b', 'run', -60, -20]);
  expect(pathOf(tree, -10)).toEqual({ run: 50, b: 40 });
});

test('a long chain, each span of which began when the one before ended, is read a few times only', () => {
  const count = 1_000;
  const links = Array.from({ length: count }, (_, at): Sketch => {
    return [`s${at}`, at > 0 ? `s${at - 1}` : '', 2 * at, 2 * at + 2.5];
  });
  const tree = treeOf(...links);
  let reads = 0;
  const spans = new Proxy(tree.spans, {
    get(all, key) {
      reads += 1;
      return Reflect.get(all, key);
    },
  });
  expect(Object.keys(pathOf({ ...tree, spans }, 2 * count + 1))).toHaveLength(count);
  expect(reads).toBeLessThan(50 * count);
});

/** Spans anywhere inside of their parents. */
const nested = fc
  .array(fc.tuple(fc.nat(), fc.nat(100), fc.nat(100)), { maxLength: 30 })
  .map((shapes): readonly Sketch[] => {
    const made: [string, string, number, number][] = [['s0', '', 0, 1000]];
    for (const [above, one, other] of shapes) {
      const [parent = '', , from = 0, to = 0] = made[above % made.length] ?? [];
      const [start = 0, end = 0] = [one, other]
        .sort((a, b) => a - b)
        .map(at => Math.min(to, from + ((to - from) * at) / 100));
      made.push([`s${made.length}`, parent, start, end]);
    }
    return made;
  });

test('the times of the path are together those of the run', () => {
  fc.assert(
    fc.property(nested, sketches => {
      const times = Object.values(pathOf(treeOf(...sketches), 1000));
      expect(times.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(1000);
    }),
  );
});

/** The definition, for spans that end inside of their parents. */
function walkBack(sketches: readonly Sketch[], [name]: Sketch, until: number, path = new Set<string>()) {
  path.add(name);
  const ended = sketches.filter(([, parent, , to = 0]) => parent === name && to <= until);
  const rank = (one: Sketch, other: Sketch) => (other[3] ?? 0) - (one[3] ?? 0) || one[2] - other[2];
  const [last] = ended.toSorted(rank);
  if (!last) return path;
  walkBack(sketches, last, last[3] ?? 0, path);
  const others = sketches.filter(([other]) => other !== last[0]);
  return walkBack(others, [name, '', 0], last[2], path);
}

test('the path is that of the definition', () => {
  fc.assert(
    fc.property(nested, sketches => {
      const lasting = sketches.filter(([, , from, to = 0]) => to > from);
      const [root = ['', '', 0, 0]] = lasting;
      const found = Object.keys(pathOf(treeOf(...lasting), 1000));
      expect(found.toSorted()).toEqual([...walkBack(lasting, root, 1000)].toSorted());
    }),
  );
});

test('very many spans are walked in many pieces', () => {
  const many = trials(100_000, 30_000);
  const chunks = Array.from({ length: many }, (_, at): Sketch => [`c${at}`, 'run', at, at + 1]);
  const work = findCriticalPath(treeOf(['run', '', 0, many], ...chunks), many);
  let pieces = 1;
  let step = work.next();
  for (; !step.done; step = work.next()) pieces += 1;
  expect(step.value.size).toBe(many + 1);
  expect(pieces).toBeGreaterThan(many / 333);
});
