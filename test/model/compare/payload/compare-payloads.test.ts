import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePayloads, mostDifferences } from '../../../../src/model/compare/payload/compare-payloads.ts';
import { withWholeValues } from '../../../../src/model/payload/lazy/lazy-parts.ts';
import { openPayload } from '../../../../src/model/payload/lazy/lazy-payload.ts';
import { scanPayload } from '../../../../src/model/payload/lazy/scan-payload.ts';
import { patienceMs } from '../../../in-time.ts';
import { trials } from '../../../trials.ts';
import { applyDifferences } from './apply-differences.ts';
import { inTurns } from './in-turns.ts';

const compare = (was: unknown, is: unknown) => inTurns(comparePayloads(was, is)).result;
/** Each difference in a few characters, such as `changed items.1.qty`. */
const told = (was: unknown, is: unknown) =>
  compare(was, is).map(({ change, path }) => `${change} ${path.join('.')}`);

const json = fc.jsonValue({ maxDepth: 4 });
const smallJson = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(0, 1, 2, 'a', 'b', 'a longer text', null, true),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(fc.constantFrom('id', 'name', 'qty', 'tags', '__proto__', ''), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value;

describe('the differences of any two payloads', () => {
  test('turn the one into the other', () => {
    fc.assert(
      fc.property(fc.oneof(json, smallJson), fc.oneof(json, smallJson), (was, is) => {
        expect(applyDifferences(was, compare(was, is))).toEqual(is);
      }),
      { numRuns: trials(500) },
    );
  });

  test('turn the one into the other where lists have much in common', () => {
    const items = fc.array(smallJson, { maxLength: 12 });
    const edits = fc.array(fc.tuple(fc.nat(12), fc.nat(2), fc.array(smallJson, { maxLength: 2 })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(items, edits, (was, changes) => {
        const is = [...was];
        for (const [at, removed, added] of changes) is.splice(at, removed, ...added);
        expect(applyDifferences(was, compare(was, is))).toEqual(is);
      }),
      { numRuns: trials(500) },
    );
  });

  test('are none for equal ones, in whatever order their keys are', () => {
    fc.assert(
      fc.property(fc.oneof(json, smallJson), value => {
        expect(compare(value, reversed(value))).toEqual([]);
      }),
      { numRuns: trials(300) },
    );
  });

  test('are the same for large payloads that are read where they are compared', () => {
    const limits = {
      containerBytes: 10,
      textBytes: 8,
      partBytes: 9,
      markItems: 3,
      markBytes: 24,
      depth: 100,
    };
    const lazy = (value: unknown) =>
      openPayload(scanPayload(Uint8Array.from(Buffer.from(JSON.stringify(value))), limits));
    fc.assert(
      fc.property(smallJson, smallJson, (was, is) => {
        const differences = compare(lazy(was), lazy(is)).map(one => withWholeValues(one));
        expect(applyDifferences(was, differences)).toEqual(is);
        expect(compare(lazy(is), JSON.parse(JSON.stringify(is)))).toEqual([]);
      }),
      { numRuns: trials(300) },
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('a change', () => {
  test('is told by its path, with the value it was and the one it is', () => {
    expect(
      compare({ order: { total: 10, currency: 'EUR' } }, { order: { total: 12, currency: 'EUR' } }),
    ).toEqual([{ path: ['order', 'total'], change: 'changed', was: 10, is: 12 }]);
  });

  test('of the type is told as such, also to and from null', () => {
    expect(told({ qty: 5, note: null, tags: [] }, { qty: 'five', note: 'x', tags: {} })).toEqual([
      'type qty',
      'type note',
      'type tags',
    ]);
  });

  test('of the keys tells what was added and what was removed', () => {
    expect(told({ a: 1, b: 2 }, { c: 3, b: 2 })).toEqual(['added c', 'removed a']);
  });

  test('to what was not recorded is no change to null', () => {
    expect(compare(undefined, null)).toEqual([{ path: [], change: 'added', is: null }]);
    expect(compare({ a: 1 }, undefined)).toEqual([{ path: [], change: 'removed', was: { a: 1 } }]);
    expect(compare(undefined, undefined)).toEqual([]);
  });
});

describe('in a list', () => {
  const items = Array.from({ length: 40 }, (_, index) => ({
    sku: `s-${index}`,
    qty: index % 3,
    price: index * 2,
  }));

  test('an inserted item is one difference, and so is a removed one', () => {
    expect(told(items, items.toSpliced(7, 0, { sku: 'new', qty: 1, price: 1 }))).toEqual(['added 7']);
    expect(told(items, items.toSpliced(7, 1))).toEqual(['removed 7']);
    expect(told([1, 2, 3, 4], [1, 9, 2, 3, 4])).toEqual(['added 1']);
  });

  test('a change inside an item is told inside it, also beside an inserted one', () => {
    const changed = items.map(item => (item.sku === 's-8' ? { ...item, qty: 'five' } : item));
    expect(told(items, changed.toSpliced(8, 0, { sku: 'new', qty: 1, price: 1 }))).toEqual([
      'added 8',
      'type 9.qty',
    ]);
  });

  test('a change behind an inserted item has its place in the old list, too', () => {
    const changed = items.map(item => (item.sku === 's-8' ? { ...item, qty: 'five' } : item));
    const [, difference] = compare(
      { items },
      { items: changed.toSpliced(2, 0, { sku: 'new', qty: 1, price: 1 }) },
    );
    expect(difference).toMatchObject({ path: ['items', 9, 'qty'], wasPath: ['items', 8, 'qty'] });
  });

  test('items with the same id are compared with each other, however much of them changed', () => {
    const orders = Array.from({ length: 300 }, (_, index) => ({
      id: `o${index}`,
      lines: [index],
      note: `n${index}`,
    }));
    const moved = orders.slice(1).map(order => ({ ...order, note: `other ${order.id}` }));
    expect(told(orders, moved)).toEqual(['removed 0', ...moved.map((_, index) => `changed ${index}.note`)]);
  });

  test('items whose ids are new in every run are compared by what they have in common', () => {
    const withIds = (list: readonly object[], run: string) =>
      list.map((item, index) => ({ id: `${run}-${index}`, ...item }));
    const was = withIds(items.slice(0, 6), 'a');
    const is = withIds(items.slice(0, 6).toSpliced(2, 0, { sku: 'new', qty: 7, price: 7 }), 'b');
    const differences = told(was, is).filter(one => !one.endsWith('.id'));
    expect(differences).toEqual(['added 2']);
  });

  test('a changed text is told as changed beside an inserted one', () => {
    const was = ['send the mail to ada', 'close the ticket'];
    expect(told(was, ['open it', 'send the mail to bob', 'close the ticket'])).toEqual([
      'added 0',
      'changed 1',
    ]);
  });
});

describe('what is large', { timeout: patienceMs }, () => {
  test('is compared in turns, and told by place where too much of a list differs', () => {
    const was = Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 1_000_003);
    const is = was.map(value => value * 2 + 1_000_007);
    const { result, turns } = inTurns(comparePayloads(was, is));
    expect(result).toHaveLength(mostDifferences + 1);
    expect(result[0]).toEqual({ path: [0], change: 'changed', was: 0, is: 1_000_007 });
    expect(result.at(-1)).toMatchObject({ path: [], rest: 300_000 - mostDifferences });
    expect(turns).toBeGreaterThan(500);
  });

  test('ends soon also for lists of which every item is in both, in another order', () => {
    const was = Array.from({ length: 100_000 }, (_, index) => index);
    const { result } = inTurns(comparePayloads(was, was.toReversed()));
    expect(result.at(-1)?.rest).toBeGreaterThan(80_000);
  });

  test('leaves what comes after a list with too many differences to be told', () => {
    const was = { list: Array.from({ length: 30_000 }, (_, index) => index), total: 1 };
    const is = { list: was.list.map(value => value + 0.5), total: 2 };
    expect(told(was, is).slice(-2)).toEqual(['changed list', 'changed total']);
  });

  test('may be nested tens of thousands of levels deep', () => {
    const nest = (value: unknown) => {
      let nested = value;
      for (let depth = 0; depth < 20_000; depth += 1) nested = [{ a: nested }];
      return nested;
    };
    const [only, ...others] = compare(nest(1), nest(2));
    expect(others).toEqual([]);
    expect(only?.path).toHaveLength(40_000);
    expect(only).toMatchObject({ change: 'changed', was: 1, is: 2 });
  });
});
