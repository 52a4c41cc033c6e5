import { InspectorError } from '../../errors.ts';
import { cutText } from '../../text/cut-text.ts';

type QueryErrorOptions = {
  /** The place in the filter in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly suggestion?: string;
  readonly hint?: string;
};

export class QueryError extends InspectorError {
  readonly start: number;
  readonly end: number;
  readonly suggestion?: string;

  constructor(message: string, options: QueryErrorOptions) {
    const { suggestion, hint } = options;
    const asked = suggestion === undefined ? '' : `: did you mean "${suggestion}"?`;
    super('usage', message + asked, { hint });
    this.start = options.start;
    this.end = options.end;
    this.suggestion = suggestion;
  }
}

const longestQuote = 40;

/** Quotes a part of the filter, shortened if it is long. */
export function quoteShort(text: string): string {
  const kept = [...text.slice(0, (longestQuote + 1) * 2)].slice(0, longestQuote).join('');
  return kept.length < text.length ? `"${cutText(text, kept.length)}…"` : `"${text}"`;
}

export function quoteHint(text: string): string {
  return `quote it to search for the text: ${quoteShort(text)}`;
}
