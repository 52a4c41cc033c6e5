import { describe, expect, test } from 'vitest';
import { type ColumnId, columnIds, columnOrder, columnsFor } from '../../../src/screen/table/columns.ts';
import { placeColumns, type TableRoom } from '../../../src/screen/table/table-columns.ts';

const absolute = 19;
const firstIn = (chosen: readonly ColumnId[], room: TableRoom) => placeColumns(chosen, room)[0] ?? [];
const idsAt = (hasTargets: boolean, width: number, room: Partial<TableRoom> = {}) =>
  firstIn(columnsFor(hasTargets), { width, ...room }).map(({ id }) => id);
const widthsAt = (width: number, room: Partial<TableRoom> = {}, chosen = columnsFor(false)) =>
  Object.fromEntries(firstIn(chosen, { width, ...room }).map(column => [column.id, column.width]));

const everyWidth = Array.from({ length: 240 - 28 }, (_, index) => index + 28);
const everyChoice = [columnsFor(false), columnsFor(true), columnOrder, ['name', 'trigger', 'error'] as const];

describe('the error', () => {
  test('has 50 columns before what started the run, its actor or project has any, at every width', () => {
    for (const chosen of everyChoice) {
      for (const width of everyWidth) {
        const widths = widthsAt(width, {}, chosen);
        const later = ['trigger', 'actor', 'project', 'raw-trigger'].filter(id => widths[id] !== undefined);
        if ((widths.error ?? 0) < 50) expect([width, later]).toEqual([width, []]);
      }
    }
  });

  test('of a run outlasts its start where there is no room for both', () => {
    expect(idsAt(true, 57)).toEqual(['status', 'name', 'target', 'error']);
    expect(idsAt(false, 57)).toEqual(['status', 'name', 'started', 'error']);
  });

  test('has its 50 columns in a window of 80', () => {
    expect(widthsAt(77).error).toBeGreaterThanOrEqual(50);
  });
});

test('a status is only its glyph where the error needs the room', () => {
  expect([57, 77, 97, 127, 197].map(width => widthsAt(width).status)).toEqual([1, 1, 11, 11, 17]);
});

test('a status is never cut to a part of its word', () => {
  const widths = everyWidth.map(width => widthsAt(width).status);
  expect(widths.filter(width => width !== undefined && width > 1 && width < 11)).toEqual([]);
});

test('in text for other programs a status keeps its word', () => {
  expect(widthsAt(57, { isText: true }).status).toBeGreaterThanOrEqual(11);
});

test('the columns fit at every width', () => {
  for (const width of everyWidth) {
    const placed = firstIn(columnsFor(false), { width });
    expect(placed.reduce((sum, column) => sum + column.width + 2, -2)).toBeLessThanOrEqual(width);
  }
});

test('an absolute time stays', () => {
  expect(idsAt(false, 57, { timeWidth: absolute })).toEqual(['status', 'name', 'started', 'error']);
});

test('the column that the runs are ordered by stays in sight', () => {
  expect(idsAt(false, 57)).not.toContain('duration');
  expect(idsAt(false, 57, { sorted: 'duration' })).toContain('duration');
});

test('a column that was added stays, before those that are there by default', () => {
  const chosen: readonly ColumnId[] = [...columnsFor(false), 'cost'];
  expect(firstIn(chosen, { width: 77 }).map(({ id }) => id)).toContain('cost');
});

test('the names of targets have enough room to differ, and no more', () => {
  const targetAt = (nameWidth: number) =>
    firstIn(columnsFor(true), { width: 57, nameWidth }).find(({ id }) => id === 'target')?.width;
  expect([4, 7, 30].map(targetAt)).toEqual([6, 7, 8]);
});

describe('columns that do not fit', () => {
  test('are all in one of the parts, none twice, beside the status and the name', () => {
    for (const chosen of [columnsFor(false), columnsFor(true), columnOrder]) {
      for (const width of [57, 62, 77, 97, 127, 197]) {
        for (const timeWidth of [undefined, absolute]) {
          const parts = placeColumns(chosen, { width, timeWidth });
          const ids = parts.flatMap(part => part.map(({ id }) => id));
          const others = ids.filter(id => !['status', 'name', 'target'].includes(id));
          expect(new Set(ids)).toEqual(new Set(chosen));
          expect(others.length).toBe(new Set(others).size);
          expect(parts.every(part => part[0]?.id === 'status' && part[1]?.id === 'name')).toBe(true);
        }
      }
    }
  });

  test('stand beside a status and a name that do not move', () => {
    const pins = placeColumns(columnIds, { width: 97 }).map(part => part.slice(0, 2));
    expect(pins.length).toBeGreaterThan(2);
    expect(new Set(pins.map(pin => JSON.stringify(pin))).size).toBe(1);
  });
});
