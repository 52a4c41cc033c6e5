import { describe, expect, it } from 'vitest';
import { textTable, toTsvLine } from '../../../src/cli/print/print-list.ts';

const columns = [
  { title: 'NAME', text: (row: readonly [string, string]) => row[0] },
  { title: 'N', align: 'end' as const, text: (row: readonly [string, string]) => row[1] },
];

describe('textTable', () => {
  it('makes each column as wide as its widest cell', () => {
    expect(
      textTable(
        [
          ['a', '1'],
          ['long name', '22'],
        ],
        columns,
        80,
      ),
    ).toEqual(['NAME        N', 'a           1', 'long name  22']);
  });

  it('cuts the widest column where there is no room', () => {
    expect(textTable([['a very long name', '1']], columns, 12)).toEqual(['NAME       N', 'a very l…  1']);
  });

  it('shows nothing for no rows', () => expect(textTable([], columns, 80)).toEqual([]));
});

describe('toTsvLine', () => {
  it('escapes what would end a value or a line', () => {
    expect(toTsvLine(['a\tb', 'c\nd\r', 'e\\t', undefined, null, 0, false, { x: 1 }])).toBe(
      'a\\tb\tc\\nd\\r\te\\\\t\t\t\t0\tfalse\t{"x":1}',
    );
  });
});
