/** Resolves once the promise that `latest` returns has been fulfilled and no other has taken its place. */
export async function untilSettled(latest: () => Promise<unknown>): Promise<void> {
  for (let awaited: Promise<unknown> | undefined; awaited !== latest(); ) {
    awaited = latest();
    await awaited;
  }
}
