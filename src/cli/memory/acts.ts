import type { Acts, DoneAct } from '../../contract/done-act.ts';
import type { Context } from '../context/context.ts';

const mostUnwritten = 1_000;

/** Acts on a sample, and acts that cannot be written, are kept until the program ends. */
export function createActs(context: Pick<Context, 'userDataFolder' | 'now'>): Acts {
  let unwritten: readonly DoneAct[] = [];
  let problem: string | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  const keep = async (act: DoneAct, isSample: boolean): Promise<void> => {
    if (!isSample) {
      const { writeAct } = await import('./acts-file.ts');
      const failed = await writeAct(act, context);
      if (failed === undefined) return;
      problem = failed;
    }
    unwritten = [...unwritten, act].slice(-mostUnwritten);
  };
  return {
    keep(done, { isSample = false }) {
      const kept = keep({ at: context.now(), ...done }, isSample);
      writing = Promise.all([writing, kept]);
      return kept;
    },
    async list() {
      const { readActs } = await import('./acts-file.ts');
      const acts = [...(await readActs(context)), ...unwritten];
      return acts.toSorted((a, b) => b.at - a.at);
    },
    async problem() {
      await writing;
      return problem;
    },
  };
}
