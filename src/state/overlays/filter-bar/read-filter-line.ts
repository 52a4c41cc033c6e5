import { type Candidate, type Completion, completeQuery } from '../../../model/query/complete.ts';
import { tryParseQuery } from '../../../model/query/parse/parse-query.ts';
import type { TextLine } from '../text-line.ts';

export type FilterReading = {
  /** Completions of the word at the caret, the best first. */
  readonly candidates: readonly Candidate[];
  /** What is wrong with the filter, unless it is only incomplete. */
  readonly error?: string;
};

export function readFilterLine({ text, caret }: TextLine): FilterReading {
  const completion = completeQuery(text, caret);
  const candidates = completion.type === 'candidates' ? completion.candidates : [];
  const isHelped = candidates.length > 0 || (completion.type === 'suggest' && completion.prefix === '');
  const parsed = tryParseQuery(text);
  const isWrong = 'error' in parsed && !isHelped && !isHalfWord(completion, candidates);
  return { candidates, error: isWrong ? parsed.error.message : undefined };
}

export type WantedValues = Extract<Completion, { readonly type: 'suggest' }>;

/** The values to request from the store to complete the word at the caret. */
export function wantedValues({ text, caret }: TextLine): WantedValues | undefined {
  const completion = completeQuery(text, caret);
  return completion.type === 'suggest' ? completion : undefined;
}

export function isWholeFilter(text: string): boolean {
  return 'query' in tryParseQuery(text);
}

/** Whether to list the matching runs: not while the last word may still become one of the candidates. */
export function isReadyToList(line: TextLine, candidates: readonly Candidate[]): boolean {
  return isWholeFilter(line.text) && !isHalfWord(completeQuery(line.text, line.caret), candidates);
}

function isHalfWord(completion: Completion, candidates: readonly Candidate[]): boolean {
  if (completion.type === 'none' || completion.prefix === '') return false;
  const prefix = completion.prefix.toLowerCase();
  const isOne = candidates.some(({ text }) => text.toLowerCase() === prefix);
  return !isOne && candidates.some(({ text }) => text.toLowerCase().startsWith(prefix));
}
