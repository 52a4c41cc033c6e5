import { Box, Text } from 'ink';

/** One line of the screen, with its styles: never wrapped, and there even when it is empty. */
export function Line({ text }: { readonly text: string }) {
  return (
    <Box height={1} flexShrink={0}>
      <Text wrap="truncate">{text}</Text>
    </Box>
  );
}

/** Nothing for the empty text, else each of its lines. */
export function Lines({ text }: { readonly text: string }) {
  if (text === '') return null;
  return text.split('\n').map((line, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its row
    <Line key={row} text={line} />
  ));
}
