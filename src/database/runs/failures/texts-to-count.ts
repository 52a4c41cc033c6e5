import { type FailureText, signatureOf } from '../../../model/failure/failure-text.ts';
import { createPlaceCheck } from '../../../model/failure/vote.ts';

/** Of all texts of some signatures those whose number matters in a vote; the others have one vote each. */
export function textsToCount(texts: readonly FailureText[]): readonly FailureText[] {
  return [...Map.groupBy(texts, signatureOf).values()].filter(needCounts).flat();
}

function needCounts(texts: readonly FailureText[]): boolean {
  const { add, needsCounts } = createPlaceCheck();
  for (const text of texts) add(text);
  return needsCounts();
}
