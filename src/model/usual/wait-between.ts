type Times = { readonly startAt?: number; readonly endAt?: number };

/** How long nothing ran between attempts in order, each to the next one, in ms: the pauses before retries. */
export function waitBetween(attempts: readonly Times[]): number {
  let ms = 0;
  for (const [index, { startAt }] of attempts.entries()) {
    const endAt = attempts[index - 1]?.endAt;
    if (startAt !== undefined && endAt !== undefined) ms += Math.max(0, startAt - endAt);
  }
  return ms;
}
