import type { RunStore } from '../../../contract/run-store.ts';
import type { Query } from '../../../model/query/query.ts';
import { runAddress } from '../../../model/run.ts';
import { type FailureExplanation, maskShared } from '../../../model/share/explanation-json.ts';
import { sharedLines } from '../../../model/share/shared-text.ts';
import { boundaryText, sinceText } from '../../../model/share/since-text.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { explainFailures } from '../../../operations/failures/failure-explanation.ts';
import type { Context } from '../../context/context.ts';
import { withProgress } from '../../print/progress.ts';

export function readExplanation(
  store: RunStore,
  query: Query,
  context: Context,
): Promise<FailureExplanation | undefined> {
  return withProgress('comparing', context, onProgress =>
    explainFailures(store, query, { now: context.now(), signal: context.signal, onProgress }),
  );
}

export function explanationLines(
  explanation: FailureExplanation,
  context: Pick<Context, 'now'>,
): readonly string[] {
  const { since, isWhole, shared, there, lastBad } = explanation;
  const begin = since ? [sinceText(since, context.now(), isWhole), boundaryText(since)].filter(Boolean) : [];
  const hint = 'the last failed run with the last success before it: runlens diff';
  const compare = shared.causes.length === 0 && lastBad ? [`${hint} ${runAddress(lastBad)}`] : [];
  return [
    ...titled('Since', begin),
    ...titled('Shared', sharedLines(maskShared(shared), there)),
    ...titled('Compare', compare),
  ].map(line => safeLine(line));
}

const titleColumns = 9;

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? title : '').padEnd(titleColumns) + line);
}
