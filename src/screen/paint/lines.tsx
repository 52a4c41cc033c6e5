import { Box, Text } from 'ink';

/** One styled line: never wrapped, and one row high even when it is empty. */
export function Line({ text }: { readonly text: string }) {
  return (
    <Box height={1} flexShrink={0}>
      <Text wrap="truncate">{text}</Text>
    </Box>
  );
}

/** The lines of a text; none for the empty text. */
export function Lines({ text }: { readonly text: string }) {
  if (text === '') return null;
  return text.split('\n').map((line, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its row
    <Line key={row} text={line} />
  ));
}
