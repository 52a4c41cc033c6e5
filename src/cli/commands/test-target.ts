import { emptyQuery } from '../../model/query/query.ts';
import { formatCount } from '../../model/text/formats.ts';
import { newestFirst } from '../../stores/store.ts';
import type { TargetChoice } from '../../stores/targets/resolved-target.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../options/output-options.ts';
import { printData } from '../print/print-list.ts';
import { writeOut } from '../print/write.ts';
import { withStore } from '../with-store.ts';

type TestRequest = { readonly target: TargetChoice; readonly output: Output };

export async function runTestTarget({ target, output }: TestRequest, context: Context): Promise<number> {
  return withStore(target, context, async store => {
    const { signal, now } = context;
    const page = await store.listRuns(emptyQuery, { sort: newestFirst, limit: 1, signal, now: now() });
    const counts = await store.counts({ signal });
    const { name, kind, location, reason } = store.target;
    if (output.format === 'table') {
      const size = counts
        ? `${formatCount(counts.total)} runs`
        : page.runs.length > 0
          ? 'has runs'
          : 'no runs';
      await writeOut(`ok  ${location} (${reason}): ${size}\n`, context);
    } else {
      await printData({ ok: true, name, kind, location, reason, runs: counts?.total }, output, context);
    }
    return exitCodes.ok;
  });
}
