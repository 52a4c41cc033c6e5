import { untilAborted } from '../../async/until-aborted.ts';
import type { ValueCounts } from '../../model/query/values/count-values.ts';
import type { PathField } from '../../model/query/values/value-fields.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import { type CountSource, createRunPages } from './count-source.ts';
import { payloadTexts } from './payload-texts.ts';

/** Payloads are read run by run, so only those of the newest runs are. */
const sampledRuns = 200;
const atOnce = { local: 1, remote: 8 } as const;

/** The values at a path in the newest runs of the list. */
export function countPayloads(
  context: ReaderContext,
  field: PathField,
  counts: ValueCounts,
  signal: AbortSignal,
): CountSource {
  const pages = createRunPages(context, signal);
  const atATime = context.store().target.isRemote ? atOnce.remote : atOnce.local;
  let listed: readonly RunSummary[] = [];
  let read = 0;
  const readWhole = (run: RunSummary) => {
    const options = { include: { lazyPayloads: true }, signal };
    return untilAborted(context.store().getRun(runAddress(run), options), signal);
  };
  return async () => {
    while (listed.length < sampledRuns && !pages.isOver()) {
      const { runs } = await pages.next();
      listed = [...listed, ...runs].slice(0, sampledRuns);
    }
    const next = listed.slice(read, read + atATime);
    const wholes = await Promise.all(next.map(readWhole));
    for (const [at, run] of next.entries()) {
      const whole = wholes[at];
      counts.add(whole ?? run, payloadTexts(whole?.[field.root], field.path));
    }
    read += next.length;
    const isWhole = listed.length < sampledRuns;
    const phase = read < listed.length ? 'counting' : 'done';
    return { phase, read, total: listed.length, ...(isWhole ? {} : { isSample: true }) };
  };
}
