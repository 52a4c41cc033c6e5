import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { ActAnswer } from '../kit/end-run.ts';
import { callPackage } from '../kit/project-package.ts';
import type { Signal } from '../kit/run-source.ts';

type CancelRequest = {
  readonly dataFolder: string;
  readonly id: string;
  /** The tag in the names of files that a test runner wrote. */
  readonly tag?: string;
  readonly secretVariables: readonly string[];
} & Signal;

const world = '@workflow/world-local';

/**
 * Starts no world: that would execute the active runs again. Reads the run first: the world would also write
 * an event for a run that does not exist.
 */
const script = `call(async ({ createLocalWorld }, { dataFolder, id, tag }) => {
  const world = createLocalWorld({ dataDir: dataFolder, ...(tag ? { tag } : {}) });
  try {
    const run = await world.runs.get(id, { resolveData: 'none' });
    if (run.status === 'pending' || run.status === 'running') {
      await world.events.create(id, { eventType: 'run_cancelled', specVersion: run.specVersion });
    }
  } finally {
    await world.close?.();
  }
});`;

/** Runs project code in another process. Whether the run was canceled is in the run's file. */
export async function cancelByEngine({
  dataFolder,
  id,
  tag,
  secretVariables,
  signal,
}: CancelRequest): Promise<ActAnswer> {
  const parent = dirname(dataFolder);
  const projectFolder = basename(parent) === '.next' ? dirname(parent) : parent;
  const path = [projectFolder, process.cwd()].map(findWorld).find(found => found !== undefined);
  const input = { dataFolder, id, tag };
  const call = { package: world, path, projectFolder, secretVariables, script, input, signal };
  const answer = await callPackage(call);
  return answer.type === 'sent' ? answer : { type: 'refused', reason: answer.reason };
}

/** A package manager may link it only for the packages that depend on it. */
function findWorld(project: string): string | undefined {
  const chains = [[world], ['workflow', world], ['workflow', '@workflow/core', world]];
  return chains.map(names => resolveThrough(project, names)).find(path => path !== undefined);
}

function resolveThrough(project: string, names: readonly string[]): string | undefined {
  let from = join(project, 'package.json');
  try {
    for (const name of names) from = createRequire(from).resolve(name);
    return from;
  } catch {
    return undefined;
  }
}
