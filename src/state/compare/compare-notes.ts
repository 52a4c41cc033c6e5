import { learningText, matchedText } from '../../model/compare/text/comparison-sentence.ts';
import { countOf } from '../../model/compare/text/value-text.ts';
import type { ComparedRuns } from '../../operations/compare-runs.ts';
import { keyOf } from '../keys/keymap.ts';

/** How far the comparison goes: what was matched, learned, counted as noise and left out. */
export function compareNotes(comparison: ComparedRuns, showsNoise: boolean): readonly string[] {
  const { successes, noise, spansLeftOut } = comparison;
  const learning =
    learningText(comparison) ?? `noise was learned from ${countOf(successes.length, 'success')}`;
  const toggle = `${keyOf('noise')} ${showsNoise ? 'hides' : 'shows'} them`;
  return [
    matchedText(comparison),
    learning,
    ...(noise.length === 0
      ? []
      : [`${countOf(noise.length, 'place')} at which successes differ, too: ${toggle}`]),
    ...(spansLeftOut === 0 ? [] : [`${countOf(spansLeftOut, 'span')} were not compared: there are too many`]),
  ];
}
