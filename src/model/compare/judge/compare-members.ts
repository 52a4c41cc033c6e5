import { runTags } from '../../run-fields.ts';
import type { DraftPair } from '../pair-trees.ts';
import type { Judgement, LearnedRun } from '../run-comparison.ts';
import { addDifference, type Comparing } from './compare-values.ts';
import { judgePlace } from './judge-value.ts';

/** What started a run, and what it used: at most one value of each of the first, any number of the others. */
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

/** Notes what the judged run has and run `b` has not; what it lacks follows from where it ended. */
export function compareMembers(root: DraftPair, comparing: Comparing): void {
  const { a, b } = comparing.runs;
  for (const [name, textsOf] of Object.entries(members)) {
    const before = textsOf(b);
    for (const is of textsOf(a).filter(text => !before.includes(text))) {
      const was = before.length === 0 ? undefined : before.join(', ');
      const change = was === undefined ? 'added' : 'changed';
      addDifference(
        comparing,
        root,
        { kind: 'run', at: [name], change, was, is },
        judgeMember({ was, is }, textsOf, comparing),
      );
    }
  }
}

/** One of few values is another one by chance. */
const fewestOfVarying = 20;

function judgeMember(
  { was, is }: { readonly was: string | undefined; readonly is: string },
  textsOf: (run: LearnedRun) => readonly string[],
  { references }: Comparing,
): Judgement {
  const memberOf = ({ run }: { readonly run: LearnedRun }) => {
    const texts = textsOf(run);
    if (texts.includes(is)) return is;
    return texts.length === 0 ? undefined : texts.join(', ');
  };
  const own = references.successes.map(memberOf);
  const learned = { own, failed: references.failures.map(memberOf) };
  const judged = judgePlace({ change: was === undefined ? 'added' : 'changed', was, is }, learned);
  const isByChance = judged.usual.varies && own.length < fewestOfVarying;
  return { ...judged, isNoise: judged.isNoise || isByChance };
}
