import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  keysAlong,
  type OpenNode,
  type OpenRoot,
  pathOfKeys,
  rebase,
  revealPath,
  rowAt,
  rowOf,
  setOpen,
} from '../../../../src/screen/run/outline/open-tree.ts';
import { childAt, childCount, isFoldable } from '../../../../src/screen/run/outline/outline-children.ts';
import {
  block,
  entries,
  type OutlineNode,
  section,
} from '../../../../src/screen/run/outline/outline-node.ts';
import { foldAll, unfoldAll, unfoldAtFirst } from '../../../../src/screen/run/outline/waterfall.ts';

type Flat = { readonly node: OutlineNode; readonly path: readonly number[]; readonly isOpen: boolean };

/** The rows as a reader would count them, without any arithmetic. */
function flatten(open: OpenNode, path: readonly number[] = []): readonly Flat[] {
  const rows: Flat[] = [];
  for (let index = 0; index < childCount(open.node); index += 1) {
    const child = open.children.find(candidate => candidate.index === index);
    const node = child?.node ?? childAt(open.node, index);
    if (!node) throw new Error('a counted child is missing');
    rows.push({ node, path: [...path, index], isOpen: child?.isOpen ?? false });
    if (child?.isOpen) rows.push(...flatten(child, [...path, index]));
  }
  return rows;
}

function outline(value: unknown, text = 'one\ntwo'): OutlineNode {
  const inner = section('inner', 'Inner', [block('text', text, false), entries(value, false)]);
  return section('root', '', [
    inner,
    section('empty', 'Empty', []),
    section('other', 'Other', [entries(value, false)]),
  ]);
}

const payload = fc.jsonValue({ maxDepth: 4 });
const folds = fc.array(fc.record({ row: fc.nat(40), isOpen: fc.boolean() }), { maxLength: 30 });

function foldRandomly(
  root: OpenRoot,
  steps: readonly { readonly row: number; readonly isOpen: boolean }[],
): OpenRoot {
  return steps.reduce((at, { row, isOpen }) => {
    const found = rowAt(at, row % Math.max(1, at.rows));
    return found ? setOpen(at, found.path, isOpen) : at;
  }, root);
}

test('rows found by arithmetic are the rows one would count, under any folding', () => {
  fc.assert(
    fc.property(payload, folds, (value, steps) => {
      const root = foldRandomly(unfoldAtFirst(outline(value)), steps);
      const flat = flatten(root);
      expect(root.rows).toBe(flat.length);
      for (const [row, { node, path, isOpen }] of flat.entries()) {
        const found = rowAt(root, row);
        expect(found?.path).toEqual(path);
        expect(found?.node.key).toBe(node.key);
        expect(found?.isOpen).toBe(isOpen);
        expect(rowOf(root, path)).toBe(row);
      }
      expect(rowAt(root, flat.length)).toBeUndefined();
      expect(rowAt(root, -1)).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});

test('a path is found again by its keys', () => {
  fc.assert(
    fc.property(payload, value => {
      const { root } = unfoldAll(outline(value));
      for (const { path } of flatten(root)) expect(pathOfKeys(root, keysAlong(root, path))).toEqual(path);
    }),
    { numRuns: 100 },
  );
});

test('the row of something hidden is the row of what hides it', () => {
  const { root } = unfoldAll(outline({ a: { b: [1, 2] } }));
  const deep = pathOfKeys(root, ['other', '.a', '.b', '.1']);
  const folded = setOpen(root, deep.slice(0, 2), false);
  expect(rowAt(folded, rowOf(folded, deep))?.node.key).toBe('.a');
  const shown = revealPath(folded, deep);
  expect(rowAt(shown, rowOf(shown, deep))?.path).toEqual(deep);
});

test('what was unfolded inside something is unfolded still when that is unfolded again', () => {
  const { root } = unfoldAll(outline({ a: { b: [1, 2] } }));
  const path = pathOfKeys(root, ['other']);
  expect(setOpen(setOpen(root, path, false), path, true).rows).toBe(root.rows);
});

test('new content keeps the folding by key, wherever the keys have gone', () => {
  const before = unfoldAtFirst(outline({ a: Array.from({ length: 20 }, (_, at) => at), b: 1 }));
  const opened = setOpen(before, pathOfKeys(before, ['other', '.a']), true);
  const after = rebase(
    opened,
    unfoldAtFirst(outline({ c: 1, a: Array.from({ length: 25 }, (_, at) => at) })),
  );
  const path = pathOfKeys(after, ['other', '.a']);
  expect(rowAt(after, rowOf(after, path))).toMatchObject({ isOpen: true });
  expect(after.rows).toBe(flatten(after).length);
});

test('what was folded by hand stays folded when content changes, and what is new opens as it says', () => {
  const before = unfoldAtFirst(section('root', '', [section('a', 'A', [entries({ x: 1 }, false)])]));
  const folded = setOpen(before, [0], false);
  const parts = [
    section('b', 'B', [entries({ y: 1 }, false)]),
    section('a', 'A', [entries({ x: 1 }, false)]),
  ];
  const after = rebase(folded, unfoldAtFirst(section('root', '', parts)));
  expect(flatten(after).map(({ node, isOpen }) => [node.key, isOpen])).toEqual([
    ['b', true],
    ['.y', false],
    ['a', false],
  ]);
});

test('what has lost its content and gets other content opens as that says', () => {
  const of = (value: unknown) =>
    unfoldAtFirst(section('root', '', [section('a', 'A', [entries(value, false)])]));
  const emptied = rebase(of({ x: 1 }), of({}));
  expect(rebase(emptied, of({ y: 1 })).rows).toBe(2);
  const nothing = unfoldAtFirst(section('root', '', []));
  expect(rebase(rebase(of({ x: 1 }), nothing), of({ y: 1 })).rows).toBe(2);
});

test('folding everything leaves the rows below the root', () => {
  const root = outline({ a: { b: 1 } });
  expect(foldAll(root).rows).toBe(3);
});

test('unfolding everything leaves nothing foldable folded', () => {
  fc.assert(
    fc.property(payload, value => {
      const { root, isWhole } = unfoldAll(outline(value));
      expect(isWhole).toBe(true);
      for (const { node, isOpen } of flatten(root)) expect(isOpen).toBe(isFoldable(node));
    }),
    { numRuns: 100 },
  );
});

test('unfolding everything stops where it would cost too much, and says so', () => {
  const { root, isWhole } = unfoldAll(outline(Array.from({ length: 30_000 }, (_, at) => ({ at }))));
  expect(isWhole).toBe(false);
  expect(root.rows).toBeGreaterThan(60_000);
});
