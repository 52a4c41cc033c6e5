import { join } from 'node:path';

/** Where a project keeps its runs, below the project's folder. */
export const storeInFolder = join('.runlens', 'runs.db');
