/** A run that is followed on screen is read again and again. */
const maxRuns = 4;

/** Keeps what was read for the last few runs, by file name, for files that never change. */
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
