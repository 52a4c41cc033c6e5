/** An open run is read again on every change. */
const maxRuns = 4;

/** A cache per run, by file name, of the last few runs; for files that never change. */
export function createRecentRuns<Read>(): (runId: string) => Map<string, Read> {
  const kept = new Map<string, Map<string, Read>>();
  return runId => {
    const known = kept.get(runId) ?? new Map<string, Read>();
    kept.delete(runId);
    kept.set(runId, known);
    const [oldest] = kept.keys();
    if (kept.size > maxRuns && oldest !== undefined) kept.delete(oldest);
    return known;
  };
}
