import { reportFileName } from '../../model/report/page/report-facts.ts';
import type { OwnFailures } from '../../operations/failures/failure-memory.ts';
import { readReport } from '../../operations/failures/read-report.ts';
import type { ReportedRun, SavedFile } from '../../screen/shell/effects.ts';
import type { Context } from '../context/context.ts';
import { madeBy } from '../context/version.ts';
import { writeReportInThread } from './copy-renderer.ts';
import { saveUnderFreeName } from './save-in-folder.ts';

/** Saves a page about a run in a new file of the current folder, which is written beside the screen. */
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
