import { describe, expect, test } from 'vitest';
import { placeGroupColumns } from '../../../src/screen/groups/group-columns.ts';

function placed(
  columns: number,
  fields: { readonly timeWidth?: number; readonly countWidth?: number; readonly stateWidth?: number } = {},
) {
  const width = columns - 3;
  const all = placeGroupColumns({ width, countWidth: 5, shareWidth: 32, ...fields });
  return Object.fromEntries(all.map(column => [column.id, column.width]));
}

describe('the columns of the groups', () => {
  test('at 60 columns the workflow remains beside the state: the rest of a message comes after it', () => {
    const all = placed(60, { stateWidth: 7 });
    expect(Object.keys(all)).toEqual(['state', 'count', 'last', 'place', 'message']);
    expect(all.message).toBeGreaterThanOrEqual(20);
  });

  test('the workflow remains at 80 columns where times are absolute', () => {
    expect(placed(80, { stateWidth: 13, timeWidth: 19 }).place).toBeGreaterThanOrEqual(12);
  });

  test.each([70, 80])('in %d columns the workflow tells groups of one message apart', columns => {
    const { place, message } = placed(columns, { countWidth: 4, stateWidth: 5 });
    expect(place).toBeGreaterThanOrEqual(12);
    expect(message).toBeGreaterThanOrEqual(28);
  });

  test.each([
    [100, 44],
    [130, 50],
    [200, 50],
  ])('in %d columns a message has %d or more, and the step is told beside its workflow', (columns, least) => {
    const { message, place } = placed(columns);
    expect(message).toBeGreaterThanOrEqual(least);
    expect(place).toBeGreaterThanOrEqual(18);
  });

  test('in 100 columns a long state leaves room for the sparkline and the share', () => {
    expect(Object.keys(placed(100, { stateWidth: 18 }))).toHaveLength(7);
  });

  test('in a wide window the title of the shares says of what they are', () => {
    expect(placed(130).share).toBe(7);
    expect(placed(250).share).toBe(32);
  });

  test('all have room in 130', () => {
    expect(Object.keys(placed(130))).toHaveLength(7);
  });

  test.each([60, 80, 100, 130, 200])('they fit into %d with large counts and absolute times', columns => {
    const widths = Object.values(placed(columns, { timeWidth: 19, countWidth: 9 }));
    const total = widths.reduce((sum, width) => sum + width + 2, -2);
    expect(total).toBeLessThanOrEqual(columns - 3);
  });
});
