import type { MissingTarget } from '../../contract/lists/run-page.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Context } from '../context/context.ts';
import { writeNotice } from '../print/write.ts';

type Output = Pick<Context, 'stderr'>;

/** Says on stderr when the store is away, and when it answers again. */
export function createOutageNotice(context: Output): (error: InspectorError | undefined) => void {
  return error =>
    writeNotice(error ? `runlens: ${error.message}; trying again` : 'runlens: it answers again', context);
}

/** The same for the targets of a list of several. */
export function createMissingNotice(context: Output): (missing: readonly MissingTarget[]) => void {
  let before: ReadonlySet<string> = new Set();
  return missing => {
    const now = new Set(missing.map(({ target }) => target));
    for (const { target, error } of missing)
      if (!before.has(target)) writeNotice(`runlens: ${target}: ${error.message}; trying again`, context);
    for (const target of before.difference(now)) writeNotice(`runlens: ${target} answers again`, context);
    before = now;
  };
}
