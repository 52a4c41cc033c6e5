/** What was read for so many runs is kept, for whoever follows a run asks for it again and again. */
const mostRuns = 4;

/** What was read for a run, by the names of the files, which are written once and never changed. */
export function createRecentRuns<Read>(): (runId: string) => Map<string, Read> {
  const kept = new Map<string, Map<string, Read>>();
  return runId => {
    const known = kept.get(runId) ?? new Map<string, Read>();
    kept.delete(runId);
    kept.set(runId, known);
    const [oldest] = kept.keys();
    if (kept.size > mostRuns && oldest !== undefined) kept.delete(oldest);
    return known;
  };
}
