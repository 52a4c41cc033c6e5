import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../contract/reading.ts';

/**
 * The names, sizes and times of every file of a data folder, once its engine has written the last event of
 * all that ended.
 */
export async function fingerprint(folder: string): Promise<string> {
  await waitFor(() => isSettled(folder), 20_000);
  return globSync('**/*', { cwd: folder })
    .concat(globSync('.locks/**/*', { cwd: folder }))
    .sort()
    .map(name => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join('\n');
}

/** The engine writes a run's own file before the event that says how the run ended. */
function isSettled(folder: string): boolean {
  if (globSync('**/*.tmp.*', { cwd: folder }).length > 0) return false;
  return globSync('runs/*.json', { cwd: folder }).every(name => {
    const { runId, status } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    if (!['completed', 'failed', 'cancelled'].includes(status)) return true;
    const events = globSync(`events/${runId}-*.json`, { cwd: folder });
    return events.some(event => readFileSync(join(folder, event), 'utf8').includes(`"run_${status}"`));
  });
}
