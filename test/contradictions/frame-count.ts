let checked = 0;

export function countFrame(): void {
  checked += 1;
}

/** How many frames were checked since this was asked last. */
export function takeFrameCount(): number {
  const count = checked;
  checked = 0;
  return count;
}
