import type { Difference, PairedNode, RunComparison } from '../../../../src/model/compare/run-comparison.ts';
import { comparisonMarkdown } from '../../../../src/model/compare/text/comparison-markdown.ts';
import { differenceText } from '../../../../src/model/compare/text/difference-text.ts';
import { maskDifference } from '../../../../src/model/compare/text/mask-difference.ts';
import { withWholeValues } from '../../../../src/model/payload/lazy/whole-values.ts';

/** All that is told of a node and of what is below it. */
function nodeFacts({ a, b, children, total, noiseTotal, labels, ...own }: PairedNode): unknown {
  return {
    ...{ a: a && factsOf(a), b: b && factsOf(b), total, noiseTotal, labels },
    differences: own.differences.map(differenceFacts),
    noise: own.noise.map(differenceFacts),
    children: children.map(nodeFacts),
  };
}

function factsOf(node: NonNullable<PairedNode['a']>) {
  const { name, type, status, startedAt, finishedAt, attempts, error, statusCode, steps, span } = node;
  const { name: errorName, message, code, stack } = error ?? {};
  return {
    ...{ name, type, status, startedAt, finishedAt, attempts, statusCode },
    ...{ error: error && { errorName, message, code, stack } },
    ...{ step: steps.at(-1)?.id, span: span?.id },
  };
}

function differenceFacts(difference: Difference) {
  const { node, was, is, ...facts } = difference;
  const texts = [difference, maskDifference(difference)].map(differenceText);
  return { ...facts, was: withWholeValues(was), is: withWholeValues(is), texts };
}

/** All that the screen and the texts tell of a comparison. */
export function comparisonFacts(comparison: RunComparison) {
  const { root, first, differences, noise, successes, matchedShare, isDifferentProgram } = comparison;
  return {
    ...{ matchedShare, isDifferentProgram, successes, root: nodeFacts(root) },
    first: first && differences.indexOf(first),
    differences: differences.map(differenceFacts),
    noise: noise.map(differenceFacts),
    markdown: comparisonMarkdown(comparison, 0),
  };
}
