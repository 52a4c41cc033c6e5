import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { withTimeout } from '../../async/deadline.ts';
import type { Context } from '../context/context.ts';
import { defineCommand, type Given } from '../options/define-command.ts';
import { parseWhole } from '../options/parse-value.ts';

const endTimeoutMs = 2000;

/** Records in another process, so that the screen never waits. */
export function startLiveRuns(
  { path, seed }: { readonly path: string; readonly seed: number },
  { forkSelf }: Pick<Context, 'forkSelf'>,
): { readonly end: () => Promise<void> } {
  const child = forkSelf(['__demo-runs', path, '--seed', String(seed)]);
  const exited = once(child, 'exit');
  // Where the process cannot be started, the sample only lacks live runs.
  exited.catch(() => {});
  const isRunning = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  return {
    end: async () => {
      if (!isRunning()) return;
      if (child.connected) child.disconnect();
      await withTimeout(exited, endTimeoutMs);
      if (isRunning()) child.kill('SIGKILL');
    },
  };
}

/** Hidden: the process that records the live runs of `runlens demo`. */
export const demoRuns = defineCommand({
  description: '',
  as: { hidden: true },
  declare: command => command.argument('<file>').option('--seed <number>', '', parseWhole, 1),
  shares: 'nothing',
  run: runDemoRuns,
});

/** Also removes the temporary folder, which a killed parent leaves behind. */
async function runDemoRuns(options: Given & { readonly seed: number }, context: Context): Promise<void> {
  const { seed, args } = options;
  const { signal, now } = context;
  const [path = ''] = args;
  const { recordLiveRuns } = await import('../../demo/live/live-runs.ts');
  await recordLiveRuns({ path, seed, signal, now });
  const folder = dirname(path);
  if (basename(folder).startsWith('runlens-demo-')) rmSync(folder, { recursive: true, force: true });
}
