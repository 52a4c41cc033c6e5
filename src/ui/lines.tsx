import { Box, Text } from 'ink';
import { memo } from 'react';

/** One row of the screen, prepared: it is never wrapped and never laid out again while it stays the same. */
export const Line = memo(function Line({ text }: { readonly text: string }) {
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
});

export function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <Box flexDirection="column">
      {lines.map((text, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its row on the screen
        <Line key={row} text={text} />
      ))}
    </Box>
  );
}
