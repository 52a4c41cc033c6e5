import { Box, type DOMElement, measureElement, Text } from 'ink';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { RowPainter, RowsSize } from './row-painter.ts';

type Props = {
  readonly painter: RowPainter;
  readonly lines: (size: RowsSize) => readonly string[];
  /** Without a width and a height, the rows fill the rest. */
  readonly width?: number;
  readonly height?: number;
};

/**
 * Lines that change with the cursor. Ink lays out an empty box; the painter gets its lines after each change
 * of the state, so that moving the cursor renders nothing in React.
 */
export function Rows({ painter, lines, width, height }: Props) {
  const box = useRef<DOMElement>(null);
  const painted = usePainted(painter, lines);
  useLayoutEffect(
    () =>
      painter.addRows({
        lines: size => painted.current(size),
        measure: () => box.current && measureElement(box.current),
      }),
    [painter, painted],
  );
  const isFixed = width !== undefined || height !== undefined;
  return <Box ref={box} width={width} height={height} flexGrow={isFixed ? 0 : 1} flexShrink={0} />;
}

/** One styled line: never wrapped, and one row high even if it is empty. */
export function Line({ text }: { readonly text: string }) {
  return (
    <Box height={1} flexShrink={0}>
      <Text wrap="truncate">{text}</Text>
    </Box>
  );
}

export function Lines({ text }: { readonly text: string }) {
  if (text === '') return null;
  return text.split('\n').map((line, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its row
    <Line key={row} text={line} />
  ));
}

/** The latest rendered value, which the painter reads for each frame. */
export function usePainted<Value>(painter: RowPainter, value: Value): RefObject<Value> {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
    painter.repaint();
  }, [painter, value]);
  return latest;
}
