import { expect, test } from 'vitest';
import { section } from '../../../../src/screen/run/outline/outline-node.ts';
import { flowLines, flowPhrases, wholeText } from '../../../../src/screen/run/rows/flow.ts';

test('a heading says that its message was cut after three lines', () => {
  const node = { ...section('error', 'Error', []), note: 'a message of many words '.repeat(20), tail: [] };
  const phrases = flowPhrases(node, true, { format: 'json', wrap: false, reveal: false }) ?? [];
  const lines = flowLines(node, phrases, 40).map(wholeText);
  expect(lines.map(line => line.at(-1))).toEqual(['e', 'y', '…']);
});
