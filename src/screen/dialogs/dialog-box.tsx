import { Box, type DOMElement, measureElement } from 'ink';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { fitText } from '../../model/text/width.ts';
import type { RowPainter } from '../paint/row-painter.ts';
import type { Theme } from '../paint/theme.ts';
import { usePainted } from '../paint/use-painted.ts';
import type { State } from '../shell/state.ts';
import type { Size } from '../shell/window-size.ts';
import type { Overlay, OverlayOf } from './overlay.ts';

export type DialogProps<Type extends Overlay['type'], Part extends keyof State = keyof State> = {
  readonly overlay: OverlayOf<Type>;
  readonly state: Pick<State, Part>;
  readonly theme: Theme;
  readonly painter: RowPainter;
};

type Props = {
  readonly title: string;
  /** Each line is cut or padded to the width of the dialog, with a blank column on both sides. */
  readonly lines?: readonly string[];
  /** The columns of the content. */
  readonly width: number;
  readonly size: Size;
  readonly painter: RowPainter;
  /** As wide as the lines with their blank columns: Ink shows what is below where nothing is written. */
  readonly children?: ReactNode;
};

/** A box a little above the middle of the screen. Ink draws its border; its lines are painted beneath Ink. */
export function DialogBox({ title, lines = [], width, size, painter, children }: Props) {
  const box = useRef<DOMElement>(null);
  const content = useRef<DOMElement>(null);
  const fitted = [title, ...lines].map(line => ` ${fitText(line, width)} `);
  const painted = usePainted(painter, fitted);
  useLayoutEffect(
    () =>
      painter.addDialog({
        measure: () => box.current && measureElement(box.current),
        rows: {
          measure: () => content.current && measureElement(content.current),
          lines: () => painted.current,
        },
      }),
    [painter, painted],
  );
  return (
    // Yoga rounds to the nearest cell: in a space that is one less, it rounds down.
    <Box
      position="absolute"
      flexDirection="column"
      alignItems="center"
      width={size.columns - 1}
      height={size.rows - 1}
    >
      <Box flexGrow={1} />
      <Box ref={box} flexDirection="column" borderStyle="round" flexShrink={0}>
        <Box ref={content} width={width + 2} height={fitted.length} flexShrink={0} />
        {children}
      </Box>
      <Box flexGrow={2} />
    </Box>
  );
}
