import { join } from 'node:path';

/** The path of a project's store, relative to its folder. */
export const storeInFolder = join('.runlens', 'runs.db');
