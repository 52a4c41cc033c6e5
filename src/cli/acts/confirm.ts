import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { countOf } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { actOnRuns } from '../../operations/acts/act-on-runs.ts';
import { parseTypedCount } from '../../operations/acts/consent.ts';
import { type FoundStep, findStep } from '../../operations/acts/find-step.ts';
import type { KeepCase } from '../../operations/acts/keep-case.ts';
import { capabilitiesAt } from '../../operations/acts/way-again.ts';
import { type Context, EndedEarly } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { writeNotice } from '../print/write.ts';

/** The steps from which engines would begin runs again in place, by the addresses of the runs. */
export type StepsInPlace = ReadonlyMap<string, FoundStep>;

/** Looks for the steps before the user is asked: nothing is asked about runs that are refused. */
export async function findInPlace(
  store: RunStore,
  addresses: readonly string[],
  step: string,
  { signal }: Pick<Context, 'signal'>,
): Promise<StepsInPlace> {
  const inPlace = addresses.filter(
    address => capabilitiesAt(store, address).restartFrom?.loses !== undefined,
  );
  const perform = (address: string): Promise<FoundStep> => findStep({ store, address, step });
  const found = await actOnRuns({ addresses: inPlace, perform, stop: signal });
  signal.throwIfAborted();
  return new Map(found.flatMap((one, at) => (one ? [[inPlace[at] ?? '', one]] : [])));
}

type Wanted = {
  readonly addresses: readonly string[];
  readonly steps: StepsInPlace;
  readonly yes?: true;
};

/** Asks before an engine starts a run over in place, which loses data. True where no engine would. */
export async function confirmInPlace(store: RunStore, wanted: Wanted, context: Context): Promise<boolean> {
  const { addresses, steps, yes } = wanted;
  const lost = addresses.flatMap(address =>
    steps.get(address)?.type === 'found' ? (capabilitiesAt(store, address).restartFrom?.loses ?? []) : [],
  );
  const [loses] = lost;
  if (loses === undefined) return true;
  const one = lost.length === 1;
  const runs = countOf(lost.length, 'run itself begins', 'runs themselves begin');
  const instead = one ? 'a new one, and loses' : 'new ones, and lose';
  writeNotice(`${runs} again, in place of ${instead} ${loses}`, context);
  writeNotice(`before that, ${one ? 'it is' : 'each is'} saved as it is in a new case file, masked`, context);
  if (await confirmLoss('begin again in place?', yes, context)) return true;
  writeNotice('nothing was started', context);
  return false;
}

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
  return confirmPrompt(question, context);
}

export function canAsk({ stdin, stderr }: Context): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

export function caseKeeper({ target }: RunStore, context: Context): KeepCase {
  return async (run, signal) => {
    const { saveMarkedCase } = await import('../inspect/save-in-folder.ts');
    return (await saveMarkedCase([run], target, context, signal)).path;
  };
}

export async function confirmPrompt(question: string, context: Context): Promise<boolean> {
  return /^y/i.test(await ask(`${safeLine(question)} [y/N] `, context));
}

export async function countPrompt(question: string, count: number, context: Context): Promise<boolean> {
  return parseTypedCount(await ask(`${safeLine(question)} Type ${count}: `, context)) === count;
}

/** Empty where stdin ends. Ctrl-C ends the program: while a line is typed, the terminal sends it as a key. */
async function ask(question: string, { stdin, stderr, signal }: Context): Promise<string> {
  const { createInterface } = process.getBuiltinModule('node:readline/promises');
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await Promise.race([
      lines.question(question, { signal }),
      new Promise<string>((resolve, reject) => {
        lines.once('SIGINT', () => {
          stderr.write('\n');
          reject(new EndedEarly('ended by Ctrl-C', exitCodes.interrupted));
        });
        lines.once('close', () => resolve(''));
      }),
    ]);
    return answer.trim();
  } finally {
    lines.close();
  }
}
