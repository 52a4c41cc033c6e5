import type { RunKind } from '../../run.ts';
import { statusWords, toStatus } from '../../status.ts';
import { nearestWord } from '../nearest.ts';
import type { StatusValue } from '../query.ts';
import { foldCase } from '../search-words.ts';
import { isQuoted, type Part, textOf } from './filter-terms.ts';
import { QueryError, quoteShort } from './query-error.ts';

/** An unquoted word close to a known status is a typing error. */
export function parseStatus(part: Part): StatusValue {
  const text = textOf(part);
  const word = text.trim().toLowerCase();
  if (word === 'active') return { status: 'active' };
  const status = toStatus(foldCase(text));
  if (status !== 'unknown' || word === 'unknown') return { status };
  const suggestion = nearestWord(word, [...statusWords(), 'active', 'unknown']);
  if (isQuoted(part) || (suggestion === undefined && !word.includes('*'))) return { status, raw: text };
  throw new QueryError(`unknown status ${quoteShort(text)}`, {
    start: part.start,
    end: part.end,
    hint: `quote it if it is the store's own word: status:"…"`,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

export function parseKind(part: Part): RunKind {
  const text = textOf(part);
  const word = text.toLowerCase();
  if (word === 'workflow' || word === 'agent') return word;
  const suggestion = nearestWord(word, ['workflow', 'agent']);
  throw new QueryError(`"type" takes workflow or agent, not ${quoteShort(text)}`, {
    start: part.start,
    end: part.end,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}
