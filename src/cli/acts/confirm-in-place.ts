import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { countOf } from '../../model/text/formats.ts';
import type { KeepCase } from '../../operations/acts/keep-case.ts';
import { capabilitiesAt, wayAgain } from '../../operations/acts/way-again.ts';
import type { Context } from '../context/context.ts';
import { writeNotice } from '../print/write.ts';
import { canAsk } from './choose-runs.ts';

type Wanted = {
  readonly addresses: readonly string[];
  /** A step, by whatever name. */
  readonly fromStep?: string;
  readonly yes?: true;
};

/** Asks before engines begin runs themselves again, in place of new ones. True where none would. */
export async function confirmInPlace(store: RunStore, wanted: Wanted, context: Context): Promise<boolean> {
  const { addresses, fromStep, yes } = wanted;
  const lost = addresses.flatMap(
    address => wayAgain(capabilitiesAt(store, address), { fromStep })?.loses ?? [],
  );
  const [loses] = lost;
  if (loses === undefined) return true;
  const one = lost.length === 1;
  const runs = countOf(lost.length, 'run itself begins', 'runs themselves begin');
  writeNotice(
    `${runs} again, in place of ${one ? 'a new one, and loses' : 'new ones, and lose'} ${loses}`,
    context,
  );
  writeNotice(`before that, ${one ? 'it is' : 'each is'} saved as it is in a new case file, masked`, context);
  if (await confirmLoss('begin again in place?', yes, context)) return true;
  writeNotice('nothing was started', context);
  return false;
}

/** Asks whether something may be lost, unless that was said already. */
export async function confirmLoss(
  question: string,
  yes: true | undefined,
  context: Context,
): Promise<boolean> {
  if (yes) return true;
  if (!canAsk(context))
    throw new InspectorError('usage', 'without a terminal nobody can be asked whether that may be lost', {
      hint: 'add --yes',
    });
  const { confirmPrompt } = await import('./confirm-prompt.ts');
  return confirmPrompt(question, context);
}

/** Saves runs in new case files of the current folder. */
export function caseKeeper({ target }: RunStore, context: Context): KeepCase {
  return async (run, signal) => {
    const { saveMarkedCase } = await import('../inspect/save-in-folder.ts');
    return (await saveMarkedCase([run], target, context, signal)).path;
  };
}
