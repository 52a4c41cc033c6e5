import { join } from 'node:path';
import type { TargetInfo } from '../../contract/target-info.ts';
import { writeNewFile } from '../../files/write-new-file.ts';
import { InspectorError } from '../../model/errors.ts';
import { reportFileName } from '../../model/report/page/report-facts.ts';
import type { Run } from '../../model/run.ts';
import type { OwnFailures } from '../../operations/failures/failure-memory.ts';
import { readReport } from '../../operations/failures/read-report.ts';
import type { ReportedRun, SavedFile } from '../../screen/shell/effects.ts';
import { formatPath } from '../../targets/location.ts';
import type { Context } from '../context/context.ts';
import { caseOrigin, madeBy } from '../context/version.ts';
import { writeCaseInThread, writeReportInThread } from './copy-renderer.ts';
import type { RenderedBytes } from './copy-worker.ts';

export async function saveMarkedCase(
  runs: readonly Run[],
  target: TargetInfo,
  context: Context,
  signal: AbortSignal,
): Promise<SavedFile> {
  const origin = caseOrigin(target, context);
  const written = await writeCaseInThread(runs, origin, signal);
  return saveUnderFreeName([nameAt(origin.createdAt), '.case.json'], written, context, signal);
}

/** `runs-20261129-140507`, in UTC. */
function nameAt(at: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T');
  return `runs-${day}-${time}`;
}

async function saveUnderFreeName(
  [name, ending]: readonly [name: string, ending: string],
  { bytes, hidden }: RenderedBytes,
  { cwd, home }: Context,
  signal: AbortSignal,
): Promise<SavedFile> {
  for (let nth = 1; ; nth += 1) {
    signal.throwIfAborted();
    const path = join(cwd, `${name}${nth === 1 ? '' : `-${nth}`}${ending}`);
    try {
      await writeNewFile(path, bytes);
      return { path: formatPath(path, cwd, home), bytes: bytes.length, hidden };
    } catch (error) {
      if (!(error instanceof InspectorError) || error.kind !== 'conflict') throw error;
    }
  }
}

export async function saveReport(
  { store, run, failureId, canRunAgain }: ReportedRun,
  own: OwnFailures,
  context: Context,
  signal: AbortSignal,
): Promise<SavedFile> {
  const found = await readReport(store, run, { own, failureId, now: context.now(), signal });
  const written = await writeReportInThread({ ...found, canRunAgain, madeBy: madeBy() }, signal);
  const name = reportFileName(found.subject, found.explained).replace(/\.html$/, '');
  return saveUnderFreeName([name, '.html'], written, context, signal);
}
