import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';

/**
 * Two texts at the ends of one line; when there is no room for both, the right one stays whole and the left
 * one is cut.
 */
export function spread(left: string, right: string, width: number): string {
  const rightWidth = displayWidth(right);
  if (rightWidth + 2 > width) return truncateText(left, width);
  return `${fitText(left, width - rightWidth - 1)} ${right}`;
}
