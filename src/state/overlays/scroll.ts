/** The first line shown after scrolling: a whole window of lines stays in sight. */
export function scrollTop(top: number, lines: number, total: number, room: number): number {
  return Math.max(0, Math.min(Math.max(0, total - room), top + lines));
}
