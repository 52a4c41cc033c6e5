import type { RunStore } from '../contract/run-store.ts';
import { InspectorError } from '../model/errors.ts';
import { isSameRun, type Run, runAddress } from '../model/run.ts';
import { formatCount } from '../model/text/formats.ts';
import { readByPart } from './find-by-part.ts';
import { readWholeTrace } from './read-trace.ts';

export const mostCaseRuns = 200;
const mostSpans = 500_000;

type Options = {
  readonly now: number;
  readonly signal: AbortSignal;
  readonly onProgress: (runs: number, total: number) => void;
};

/** Throws where a run is missing, and where there is too much for one file. */
export async function readCaseRuns(
  store: RunStore,
  addresses: readonly string[],
  { now, signal, onProgress }: Options,
): Promise<readonly Run[]> {
  if (addresses.length > mostCaseRuns)
    throw tooMuch(`${formatCount(addresses.length)} runs are more than the ${mostCaseRuns}`);
  const runs: Run[] = [];
  let spans = 0;
  for (const address of addresses) {
    const read = (whole: string) => store.getRun(whole, { include: { steps: true, messages: true }, signal });
    const run = await readByPart(store, address, read, { now, signal });
    if (runs.some(one => isSameRun(one, run))) continue;
    const onSpans = (read: number) => {
      if (spans + read > mostSpans)
        throw tooMuch(`the traces of these runs have more than the ${formatCount(mostSpans)} spans`);
    };
    const trace = await readWholeTrace(store, runAddress(run), { signal, onProgress: onSpans });
    spans += trace.spans.length;
    runs.push({ ...run, trace });
    onProgress(runs.length, addresses.length);
  }
  return runs;
}

function tooMuch(what: string): InspectorError {
  const hint = 'save fewer runs in one file';
  return new InspectorError('unsupported', `${what} that one case file may have`, { hint });
}
