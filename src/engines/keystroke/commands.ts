import type { RunKind } from '../../model/run.ts';
import { checkWord } from './run-command.ts';
import type { Origin } from './to-summary.ts';

/**
 * The commands of the program, by its public documentation. They were not tried against the real program.
 * `workflows runs` follows the target that the program itself resolves; `history` is that of the whole
 * organisation, in the cloud.
 */
export const commands = {
  workflows: () => ['workflows', 'list'],
  runs: (workflow: string) => ['workflows', 'runs', 'list', checkWord(workflow, 'workflow')],
  history: () => ['history', 'list'],
  cancel: (id: string) => ['workflows', 'runs', 'cancel', checkWord(id, 'run id')],
  start: (workflow: string, input: string | undefined) => [
    ...['workflows', 'run', checkWord(workflow, 'workflow')],
    ...(input === undefined ? [] : ['--input', input]),
  ],
};

/** How one run is asked for, by where it was met: only the history finds it by its id alone. */
export function getCommand(id: string, { from, slug }: Origin, kind: RunKind): readonly string[] {
  checkWord(id, 'run id');
  if (kind === 'agent' && slug !== undefined) {
    return ['agents', 'sessions', 'get', checkWord(slug, 'agent'), id, '--include', 'messages,trace'];
  }
  if (from === 'history' || slug === undefined) return ['history', 'get', id];
  return ['workflows', 'runs', 'get', checkWord(slug, 'workflow'), id, '--include', 'trigger,steps,trace'];
}
