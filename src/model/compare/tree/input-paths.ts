import { isPlainContainer } from '../../payload/lazy/lazy-parts.ts';
import type { RunNode } from './run-node.ts';

/** Keys from the input down to a value. */
export type InputPath = readonly string[];

export type WithInput = Partial<Pick<RunNode, 'input' | 'span'>>;

const mostPaths = 20;
const deepest = 3;

/** The input, or the attributes of a span. */
function inputOf(node: WithInput | undefined): unknown {
  return node?.input ?? node?.span?.attributes;
}

export function inputPaths(node: WithInput | undefined): readonly InputPath[] {
  const paths: InputPath[] = [];
  const visit = (value: unknown, path: InputPath): void => {
    if (paths.length >= mostPaths || path.length > deepest) return;
    if (!isPlainContainer(value)) paths.push(path);
    else
      for (const key of Object.keys(value).slice(0, mostPaths))
        visit(Reflect.get(value, key), [...path, key]);
  };
  const input = inputOf(node);
  if (input !== undefined) visit(input, []);
  return paths;
}

export function inputAt(node: WithInput | undefined, path: InputPath): unknown {
  let value = inputOf(node);
  for (const key of path) value = isPlainContainer(value) ? Reflect.get(value, key) : undefined;
  return value;
}
