import {
  farOutsideText,
  learningText,
  matchedText,
  noiseText,
} from '../../model/compare/text/comparison-sentence.ts';
import { countOf } from '../../model/text/formats.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';
import { keyOf } from '../shell/keymap.ts';

/** How far the comparison goes: what was matched, learned, counted as noise and left out. */
export function compareNotes(comparison: ComparedRuns, showsNoise: boolean): readonly string[] {
  const { successes, noise, spansLeftOut } = comparison;
  const [are, them] = noise.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const key = keyOf('noise');
  const toggle = showsNoise ? `${are} shown (${key} hides ${them})` : `${are} hidden (press ${key})`;
  return [
    matchedText(comparison),
    learningText(comparison) ?? `noise was learned from ${countOf(successes.length, 'success')}`,
    noise.length === 0 ? undefined : `${noiseText(comparison)} ${toggle}`,
    farOutsideText(comparison),
    spansLeftOut === 0 ? undefined : `${countOf(spansLeftOut, 'span')} were not compared: there are too many`,
  ].filter(note => note !== undefined);
}

/** Marks where the runs diverged. */
export const firstSign = '»';

/** Marks the rows of noise. */
export const noiseSign = '·';

/** What the signs before the rows of two runs mean, as the help lists them. */
export const compareSigns: readonly { readonly sign: string; readonly help: string }[] = [
  { sign: firstSign, help: 'the first divergence' },
  { sign: '~', help: 'another value' },
  { sign: '!', help: 'another type, status or error' },
  { sign: '+ -', help: 'only in run a; only in run b' },
  { sign: '=', help: 'nothing differs' },
  { sign: noiseSign, help: 'noise: what successes differ in, too; or steps with nothing else in them' },
];
