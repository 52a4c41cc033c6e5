import { rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';

type LifeRequest = { readonly file: string; readonly seed: number };

/**
 * Lets the demo's runs go on until the process that shows them is gone; should that have been killed, nobody
 * else is left to remove its temporary folder.
 */
export async function runDemoLife({ file, seed }: LifeRequest, { signal, now }: Context): Promise<number> {
  const { startDemoLife } = await import('../../demo/live/live-runs.ts');
  await startDemoLife({ path: file, seed, signal, now });
  const folder = dirname(file);
  if (basename(folder).startsWith('runlens-demo-')) rmSync(folder, { recursive: true, force: true });
  return exitCodes.ok;
}
