import { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';

/** Commands from documentation, not tried. `history` covers the organisation, others the program's target. */
export const commands = {
  workflows: () => ['workflows', 'list'],
  runs: (workflow: string) => ['workflows', 'runs', 'list', checkWord(workflow, 'workflow')],
  history: () => ['history', 'list'],
  cancel: (id: string) => ['workflows', 'runs', 'cancel', checkWord(id, 'run id')],
  start: (workflow: string, input: string | undefined) => [
    ...['workflows', 'run', checkWord(workflow, 'workflow')],
    ...(input === undefined ? [] : ['--input', input]),
  ],
  getHistory: (id: string) => ['history', 'get', checkWord(id, 'run id')],
  getRun: ({ id, name }: RunSummary) => [
    ...['workflows', 'runs', 'get', checkWord(name, 'workflow'), checkWord(id, 'run id')],
    ...['--include', 'trigger,steps,trace'],
  ],
  getSession: ({ id, name }: RunSummary) => [
    ...['agents', 'sessions', 'get', checkWord(name, 'agent'), checkWord(id, 'session id')],
    ...['--include', 'messages,trace'],
  ],
};

/** Rejects words that the program would parse as options. */
function checkWord(word: string, what: string): string {
  if (!word.startsWith('-') && word !== '' && !word.includes('\0')) return word;
  throw new InspectorError('usage', `"${sanitizeLine(word)}" is not a valid ${what}`);
}
