import { join } from 'node:path';
import type { TargetInfo } from '../../contract/target-info.ts';
import { writeNewFile } from '../../files/write-new-file.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import type { SavedCase } from '../../screen/shell/effects.ts';
import { formatPath } from '../../targets/location.ts';
import type { Context } from '../context/context.ts';
import { caseOrigin } from '../context/version.ts';
import { writeCaseInThread } from './copy-renderer.ts';

/** Saves runs in a new file of the current folder, which is written beside the screen. */
export async function saveMarkedCase(
  runs: readonly Run[],
  target: TargetInfo,
  context: Context,
  signal: AbortSignal,
): Promise<SavedCase> {
  const origin = caseOrigin(target, context);
  const { bytes, hidden } = await writeCaseInThread(runs, origin, signal);
  signal.throwIfAborted();
  const path = await writeUnderFreeName(nameAt(origin.createdAt), bytes, context.cwd);
  return { path: formatPath(path, context.cwd, context.home), bytes: bytes.length, hidden };
}

/** `runs-20261129-140507`, in UTC. */
function nameAt(at: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T');
  return `runs-${day}-${time}`;
}

async function writeUnderFreeName(name: string, bytes: Uint8Array, folder: string): Promise<string> {
  for (let nth = 1; ; nth += 1) {
    const path = join(folder, `${name}${nth === 1 ? '' : `-${nth}`}.case.json`);
    try {
      await writeNewFile(path, bytes);
      return path;
    } catch (error) {
      if (!(error instanceof InspectorError) || error.kind !== 'conflict') throw error;
    }
  }
}
