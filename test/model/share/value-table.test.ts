import { expect, it } from 'vitest';
import { createValueTable, type ValueTable } from '../../../src/model/share/value-table.ts';
import { findingsOf } from './shared-findings.ts';

function addTo(table: ValueTable, name: string, text: string): void {
  const place = table.placeOf(name);
  if (place) table.addValue(place, text, () => ({ name }));
}

it('leaves values of a field with too many out, says so, and counts the others exactly', () => {
  const table = createValueTable();
  for (let run = 0; run < 25_000; run += 1) {
    table.beginRun({ id: `run_${run}`, isFailed: run < 10 });
    addTo(table, 'id', run < 10 || run === 24_999 ? 'shared' : `id ${run}`);
  }
  expect(table.leftOut()).toEqual(['id']);
  expect(table.values()).toHaveLength(20_000);
  const [cause] = findingsOf(table).causes;
  expect(cause?.split).toEqual({ failed: 10, failedTotal: 10, others: 1, othersTotal: 24_990 });
});

it('counts a value once for a run', () => {
  const table = createValueTable();
  table.beginRun({ id: 'run_1', isFailed: true });
  for (const text of ['a', 'b', 'a']) addTo(table, 'tag', text);
  expect([...table.members()]).toEqual([0, 1]);
});

it('leaves out fields beyond the first thousand, and says so', () => {
  const table = createValueTable();
  table.beginRun({ id: 'run_1', isFailed: true });
  for (let field = 0; field < 1_200; field += 1) addTo(table, `field ${field}`, 'a');
  expect(table.values()).toHaveLength(1_000);
  expect(table.leftOut()).toEqual(['more fields']);
});
