import { safeLine } from '../../model/text/safe-text.ts';
import type { TakenId } from './start-request.ts';

export const takenIdHint = 'leave the id out, or use another one';

/** Which run has the id of a start, and how it differs from the run that was to start. */
export function describeTakenId({ id, workflow, differs }: TakenId): string {
  const run = `${safeLine(id, { maxLength: 100 })} is the id of a run of ${safeLine(workflow, { maxLength: 60 })} already`;
  return `${run}${differences[differs]}`;
}

const differences: Readonly<Record<TakenId['differs'], string>> = {
  workflow: '',
  input: ', which was started with another input',
  origin: ', which was recorded and not started',
};
