import type { TestProject } from 'vitest/node';
import { buildThreads } from './built-threads.ts';

/** The threads of every run are of the sources as they are then, also while vitest watches them. */
export async function setup(project: TestProject): Promise<void> {
  project.onTestsRerun(buildThreads);
  await buildThreads();
}
