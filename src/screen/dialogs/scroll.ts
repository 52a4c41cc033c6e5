/** The first visible line after scrolling; keeps the window filled. */
export function scrollTop(top: number, lines: number, total: number, room: number): number {
  return Math.max(0, Math.min(Math.max(0, total - room), top + lines));
}
