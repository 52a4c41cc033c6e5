import { writeFileSync } from 'node:fs';
import { readVersion } from '../../src/cli/context/version.ts';
import { toManPage } from './man-page.ts';
import { programForPages } from './program-for-pages.ts';

writeFileSync(process.argv[2] ?? 'runlens.1', toManPage(await programForPages(), readVersion()));
