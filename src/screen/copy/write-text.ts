import { type CopyWork, isLongWork, renderCopyWork } from '../../model/report/copy-work.ts';
import type { SessionContext } from '../shell/session-context.ts';

type Written = { readonly text: string | Uint8Array; readonly hidden: number };

/**
 * Writes a text and passes it to `use`. Large payloads are written in a thread: then keys go on, and Esc, or
 * leaving the detail, stops it.
 */
export function writeText(
  { run, task, effects }: SessionContext,
  { label, work }: { readonly label: string; readonly work: CopyWork },
  use: (written: Written) => Promise<void>,
): void {
  run(async () => {
    if (!isLongWork(work)) return use(renderCopyWork(work));
    let written: Written | undefined;
    await task.start({ kind: 'copying', text: `writing ${label}…` }, async signal => {
      const { bytes, hidden } = await effects.renderCopy(work, signal);
      written = { text: bytes, hidden };
    });
    if (written) await use(written);
  });
}
