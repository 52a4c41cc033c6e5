import { runTags } from '../../run-fields.ts';
import type { DraftPair } from '../pair-trees.ts';
import type { Judgement, LearnedRun } from '../run-comparison.ts';
import { addDifference, type Comparing } from './compare-values.ts';
import { judgePlace } from './judge-value.ts';

/** What started a run, at most one text each, and what it used, any number of texts. */
const members: Readonly<Record<string, (run: LearnedRun) => readonly string[]>> = {
  trigger: ({ trigger }) => [trigger.label],
  ...Object.fromEntries(runTags.map(tag => [tag, (run: LearnedRun) => listOf(run[tag])])),
  model: ({ models }) => models,
  service: ({ services }) => services,
};

const usedMembers: ReadonlySet<string> = new Set(['model', 'service']);

/** Whether a difference is in what a run used, which follows from what its steps did. */
export function isOfUsed(name: string | number | undefined): boolean {
  return usedMembers.has(String(name));
}

function listOf(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : [text];
}

/** Notes only what the judged run has and run `b` lacks: what it lacks itself follows from where it ended. */
export function compareMembers(root: DraftPair, comparing: Comparing): void {
  const { a, b } = comparing.runs;
  for (const [name, textsOf] of Object.entries(members)) {
    const before = textsOf(b);
    for (const is of textsOf(a).filter(text => !before.includes(text))) {
      const was = before.length === 0 ? undefined : before.join(', ');
      const noted = {
        kind: 'run',
        at: [name],
        change: was === undefined ? 'added' : 'changed',
        was,
        is,
      } as const;
      addDifference(comparing, root, noted, judgeMember(noted, textsOf, comparing));
    }
  }
}

/** With fewer successes, a value that varies may be new by chance. */
const fewestOfVarying = 20;

function judgeMember(
  noted: { readonly change: 'added' | 'changed'; readonly was: string | undefined; readonly is: string },
  textsOf: (run: LearnedRun) => readonly string[],
  { references }: Comparing,
): Judgement {
  const memberOf = ({ run }: { readonly run: LearnedRun }) => {
    const texts = textsOf(run);
    if (texts.includes(noted.is)) return noted.is;
    return texts.length === 0 ? undefined : texts.join(', ');
  };
  const own = references.successes.map(memberOf);
  const learned = { own, failed: references.failures.map(memberOf) };
  const judged = judgePlace(noted, learned);
  const isByChance = judged.usual.varies && own.length < fewestOfVarying;
  return { ...judged, isNoise: judged.isNoise || isByChance };
}
