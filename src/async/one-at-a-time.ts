/** Calls that come while the work runs are answered by doing it once more. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const repeat = async (): Promise<void> => {
    while (again) {
      again = false;
      await work();
    }
  };
  return () => {
    again = true;
    running ??= repeat().finally(() => {
      running = undefined;
    });
    return running;
  };
}
