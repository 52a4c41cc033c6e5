import { caseKey } from '../../case-file/case-format.ts';
import { fileEngine, isFile, startOfFile } from '../file-engine.ts';

const ending = /\.case\.json$/i;
const start = new RegExp(`^\\ufeff?\\s*\\{\\s*"${caseKey}"`);
const startBytes = 1_024;

/** Files of `runlens case save`: runs with everything that was recorded of them, which nothing runs. */
export const caseEngine = fileEngine({
  kind: 'case',
  ending: /(?:\.case)?\.json$/i,
  hint: 'write case:x.case.json',
  // A file with the right name only is taken, too: opening it says what is wrong with it.
  recognize: path => (isFile(path) && (ending.test(path) || isCase(path)) ? path : undefined),
  open: async options => (await import('./open-case-store.ts')).openCaseStore(options),
});

function isCase(path: string): boolean {
  return /\.json$/i.test(path) && start.test(startOfFile(path, startBytes));
}
