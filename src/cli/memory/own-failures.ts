import type { TargetInfo } from '../../contract/run-store.ts';
import type { OwnFailures } from '../../operations/failure-memory.ts';
import { lookKey } from '../../state/remembered/remembered.ts';
import type { Context } from '../context.ts';
import { failureForm, failuresOf, withMark, withoutMarks, withSeen } from './failure-content.ts';
import { keepFile } from './kept-file.ts';
import { userFile } from './user-file.ts';

/** What the user who runs the program keeps of the failures of a target. */
export async function openOwnFailures(
  context: Pick<Context, 'userDataFolder'>,
  target: TargetInfo,
): Promise<OwnFailures> {
  return createOwnFailures(await userFile(context, 'failures.json'), lookKey(target));
}

export function createOwnFailures(path: string | undefined, target: string): OwnFailures {
  const { get, change, problem } = keepFile(path, failureForm);
  const own = () => failuresOf(get(), target);
  return {
    seen: () => Object.entries(own().seen).map(([failureId, shown]) => ({ failureId, shown })),
    addSeen: groups => change(latest => withSeen(latest, target, groups)),
    marks: () => own().marks,
    putMark: mark => change(latest => withMark(latest, target, mark)),
    removeMarks: ids => change(latest => withoutMarks(latest, target, ids)),
    problem,
  };
}
