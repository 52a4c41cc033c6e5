import { type Run, type RunSummary, runAddress } from '../../../model/run.ts';
import { formatCount } from '../../../model/text/formats.ts';
import type { RunLinkNode } from './outline-node.ts';

/** Stores tell the newest ones alone. */
const mostKept = 100;

/** The run that this one repeats, and the newest of those that repeat it. */
export function runLinks(run: RunSummary & Pick<Run, 'retries'>): readonly RunLinkNode[] {
  const { target, retryOf, retries = [] } = run;
  const link = (key: string, words: string, id: string, tail = ''): RunLinkNode => {
    const address = runAddress({ id, target });
    return { type: 'run-link', key, words, id, tail, address };
  };
  const [newest] = retries;
  const more = retries.length === mostKept ? ' or more' : '';
  const count = retries.length > 1 ? `newest of ${formatCount(retries.length)}${more}` : '';
  return [
    ...(retryOf === undefined ? [] : [link('again-of', 'again of', retryOf)]),
    ...(newest === undefined ? [] : [link('again-as', 'run again as', newest, count)]),
  ];
}
