import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';

/** Puts two texts at the ends of a line; the left one is cut if both do not fit. */
export function spread(left: string, right: string, width: number): string {
  const rightWidth = displayWidth(right);
  if (rightWidth + 2 > width) return truncateText(left, width);
  return `${fitText(left, width - rightWidth - 1)} ${right}`;
}
