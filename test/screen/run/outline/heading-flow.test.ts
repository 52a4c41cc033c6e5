import { expect, test } from 'vitest';
import { headingLines } from '../../../../src/screen/run/outline/heading-flow.ts';
import { section } from '../../../../src/screen/run/outline/outline-parts.ts';

test('a heading says that its message was cut after three lines', () => {
  const node = { ...section('error', 'Error', []), note: 'a message of many words '.repeat(20), tail: '' };
  const lines = headingLines(node, false, 40) ?? [];
  expect(lines.map(({ note }) => note.at(-1))).toEqual(['e', 'y', '…']);
});
