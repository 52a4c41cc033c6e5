import { formatAge } from '../text/formats.ts';
import { safeLine } from '../text/safe-text.ts';
import { type FailureExplanation, maskShared } from './explanation-json.ts';
import { noSharedCause, sharedLines } from './shared-text.ts';
import { sinceText } from './since-text.ts';
import type { SinceWhen } from './since-when.ts';

/** What `W` found of a group, and when. It is worded when it is shown, as a time of today has no date. */
export type Explained = { readonly explanation: FailureExplanation; readonly at: number };

/** `found 5m ago: 15 of 15 failed have …`. Secrets are masked. */
export function explainedText({ explanation, at }: Explained, now: number): string {
  return `found ${formatAge(at, now)}: ${explanationText(explanation, now)}`;
}

/** What failed runs share, of several causes the first, and since when they fail. */
function explanationText({ shared, there, since, isWhole }: FailureExplanation, now: number): string {
  const [first] = shared.causes.length > 0 ? sharedLines(maskShared(shared), there) : [];
  const cause = first ?? noSharedCause;
  const times = since && hasChanged(since) ? sinceText(since, now, isWhole) : '';
  return safeLine([cause, times].filter(Boolean).join('; '));
}

function hasChanged(since: SinceWhen): boolean {
  return since.type !== 'unchanged' || since.later?.isOver === true;
}
