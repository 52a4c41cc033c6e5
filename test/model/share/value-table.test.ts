import { expect, it } from 'vitest';
import { createValueTable } from '../../../src/model/share/value-table.ts';
import { findingsOf } from './shared-findings.ts';

it('leaves values of a field with too many out, says so, and counts the others exactly', () => {
  const table = createValueTable();
  for (let run = 0; run < 25_000; run += 1) {
    table.beginRun(run < 10);
    table.addValue('id', run < 10 || run === 24_999 ? 'shared' : `id ${run}`, () => ({ name: 'id' }));
  }
  expect(table.leftOut()).toEqual(['id']);
  expect(table.values()).toHaveLength(20_000);
  const [cause] = findingsOf(table).causes;
  expect(cause?.split).toEqual({ failed: 10, failedTotal: 10, others: 1, othersTotal: 24_990 });
});

it('counts a value once for a run', () => {
  const table = createValueTable();
  table.beginRun(true);
  for (const text of ['a', 'b', 'a']) table.addValue('tag', text, () => ({ name: 'tag' }));
  expect([...table.members()]).toEqual([0, 1]);
});
