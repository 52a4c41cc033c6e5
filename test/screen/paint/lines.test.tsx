import { Box } from 'ink';
import { expect, test } from 'vitest';
import { Lines } from '../../../src/screen/paint/rows.tsx';
import { render } from '../checked-drawing.ts';

const draw = (text: string) =>
  render(
    <Box flexDirection="column" width={8}>
      <Lines text={text} />
      <Lines text="|" />
    </Box>,
  ).lastFrame();

test('a text without a line takes no row', () => {
  expect(draw('')).toBe('|');
});

test('each line takes one row, also an empty one, and is cut where it is too long', () => {
  expect(draw('one\n\nlonger than that')).toBe('one\n\nlonger …\n|');
});
