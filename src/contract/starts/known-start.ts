import { safeLine } from '../../model/text/safe-text.ts';
import type { EarlierStart, RefusedStart, TakenId } from './start-request.ts';

/** Says which run has the id of a start, and how it differs from the run that was to start. */
export function refuseTakenId(taken: TakenId): RefusedStart {
  const { workflow, differs } = taken;
  const id = safeLine(taken.id, { maxLength: 100 });
  const run = `a run of ${safeLine(workflow, { maxLength: 60 })}`;
  const reason = `${id} is the id of ${run} already${differences[differs]}`;
  return { type: 'refused', reason, hint: 'leave the id out, or use another one', taken };
}

const differences: Readonly<Record<TakenId['differs'], string>> = {
  workflow: '',
  input: ', which was started with another input',
  origin: ', which was recorded and not started',
};

/** `already started by ada`, as far as that is known. */
export function alreadyText({ by }: EarlierStart): string {
  return by === undefined ? 'already started' : `already started by ${safeLine(by, { maxLength: 60 })}`;
}
