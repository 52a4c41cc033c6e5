import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { OwnFailures } from '../../operations/failures/failure-memory.ts';
import { lookKey } from '../../screen/shell/remembered.ts';
import type { Context } from '../context/context.ts';
import { failureForm, failuresOf, withMark, withoutMarks, withSeen } from './failure-content.ts';
import { keepFile, userFile } from './kept-file.ts';

/** What the user who runs the program keeps of the failures of a target. */
export async function openOwnFailures(
  context: Pick<Context, 'userDataFolder'>,
  target: TargetInfo,
): Promise<KeptFailures> {
  if (target.isSample) return { ...createOwnFailures(undefined, lookKey(target)), problem: () => undefined };
  return createOwnFailures(await userFile(context, 'failures.json'), lookKey(target));
}

type KeptFailures = OwnFailures & {
  /** Reads what other programs wrote meanwhile. */
  readonly refresh: () => void;
};

/** One for each target, so that what cannot be written lasts until the program ends. */
export function keepOwnFailures(context: Pick<Context, 'userDataFolder'>) {
  const opened = new Map<string, KeptFailures>();
  return async (target: TargetInfo): Promise<OwnFailures> => {
    const key = lookKey(target);
    const own = opened.get(key) ?? (await openOwnFailures(context, target));
    opened.set(key, own);
    // The frame that the key asked for comes before the file.
    await yieldToEventLoop();
    own.refresh();
    return own;
  };
}

export function createOwnFailures(path: string | undefined, target: string): KeptFailures {
  const { get, change, refresh, problem } = keepFile(path, failureForm);
  const own = () => failuresOf(get(), target);
  return {
    seen: () => Object.entries(own().seen).map(([failureId, shown]) => ({ failureId, shown })),
    addSeen: groups => change(latest => withSeen(latest, target, groups)),
    marks: () => own().marks,
    putMark: mark => change(latest => withMark(latest, target, mark)),
    removeMarks: ids => change(latest => withoutMarks(latest, target, ids)),
    refresh,
    problem,
  };
}
