import { runTags } from '../../run-fields.ts';
import { toStatus } from '../../status.ts';
import { createdBounds } from '../compose-query.ts';
import { fieldMeantBy, fieldNames, findField, findRoot } from '../fields.ts';
import { formatQuery } from '../format.ts';
import { parseDuration, parseMultiple } from '../parse-duration.ts';
import type { Clause, Query, TextField } from '../query.ts';
import { parseMoment } from '../resolve-time.ts';
import { readNumberTest } from './parse-numbers.ts';
import { tryParseQuery } from './parse-query.ts';

export type Reason = {
  readonly text: string;
  /** Replaces the filter's text from `start` to `end`. */
  readonly instead?: { readonly term: string; readonly start: number; readonly end: number };
};

/** Terms that mean something else than they seem to, and terms that exclude each other. */
export function misreadTerms({ clauses }: Query, now: number): readonly Reason[] {
  const misread = clauses.flatMap((clause, at) =>
    clause.type === 'word'
      ? (misreadWord(clause, clauses[at - 1], clauses[at + 1]) ?? [])
      : exactNumber(clause),
  );
  return misread.length > 0 ? misread : [...contradictions(clauses), ...emptySpan({ clauses }, now)];
}

type WordClause = Extract<Clause, { type: 'word' }>;

function misreadWord(
  word: WordClause,
  before: Clause | undefined,
  after: Clause | undefined,
): Reason | undefined {
  const { text } = word;
  if (/^(?:or|\|\|?)$/iu.test(text)) return orWord(word, before, after);
  if (/^(?:and|&&?)$/iu.test(text)) {
    return {
      text: `"${text}" is searched as a word: terms are joined without it`,
      instead: insteadOf(word, '', word),
    };
  }
  if (/^not$/iu.test(text) && after) {
    const term = `-${formatQuery({ clauses: [after] })}`;
    return {
      text: `"${text}" is searched as a word: ${term} is "not"`,
      instead: insteadOf(word, term, after),
    };
  }
  return withoutColon(word) ?? fieldAndValue(word, after) ?? bareValue(word) ?? pathWord(word);
}

function orWord(word: WordClause, before: Clause | undefined, after: Clause | undefined): Reason {
  const name = `"${word.text}" is searched as a word`;
  const joined = before && after ? joinValues(before, after) : undefined;
  if (joined === undefined)
    return { text: `${name}: "or" is a comma inside of a field, as in status:failed,canceled` };
  const instead = { term: joined, start: before?.start ?? word.start, end: after?.end ?? word.end };
  return { text: `${name}: ${joined} is "or"`, instead };
}

/** `status:failed,canceled` for two clauses of one field. */
function joinValues(one: Clause, other: Clause): string | undefined {
  const [first, second] = [one, other].map(clause => formatQuery({ clauses: [clause] }));
  const [field, values] = splitTerm(first ?? '');
  const [otherField, others] = splitTerm(second ?? '');
  if (one.type === 'word' || other.type === 'word' || field !== otherField) return undefined;
  return one.negated || other.negated ? undefined : `${field}:${values},${others}`;
}

function splitTerm(term: string): readonly [string, string] {
  const colon = term.indexOf(':');
  return [term.slice(0, colon), term.slice(colon + 1)];
}

/** `status=failed`, `cost>1`, and a quoted `status:failed`. */
function withoutColon(word: WordClause): Reason | undefined {
  const found = /^(-?)([a-z]+(?:\.[^\s=<>!]+)?)(:|==?|!=|>=|<=|>|<)(.+)$/isu.exec(word.text);
  if (!found) return undefined;
  const [, minus = '', name = '', op = '', value = ''] = found;
  const isComparison = op.startsWith('<') || op.startsWith('>');
  const isNot = (minus !== '') !== (op === '!=');
  const written = `${isNot ? '-' : ''}${spellField(name)}`;
  return meant(word, `${written}:${isComparison ? op : ''}${value}`);
}

/** `Input.Email` is `input.Email`, `RETRYOF` is `retryOf`, `source` is `trigger`. */
function spellField(name: string): string {
  const [field = '', ...path] = name.split('.');
  const meantField = path.length === 0 ? fieldMeantBy(field) : undefined;
  return [knownField(field) ?? meantField ?? field.toLowerCase(), ...path].join('.');
}

function knownField(name: string): string | undefined {
  return fieldNames.find(field => field.toLowerCase() === name.toLowerCase());
}

/** `status failed`. */
function fieldAndValue(word: WordClause, after: Clause | undefined): Reason | undefined {
  const name = knownField(word.text);
  if (name === undefined || after?.type !== 'word' || after.negated) return undefined;
  return meant(word, `${name}:${formatQuery({ clauses: [after] })}`, after);
}

/** `failed`, `agent`, `24h`, `>30s`. */
function bareValue(word: WordClause): Reason | undefined {
  const text = word.text.toLowerCase();
  const kind = /^(workflow|agent)s?$/u.exec(text)?.[1];
  if (kind !== undefined) return meant(word, `type:${kind}`);
  if (text === 'active' || toStatus(text) !== 'unknown') return meant(word, `status:${text}`);
  const isDuration = readNumberTest(text, parseDuration) ?? readNumberTest(text, parseMultiple);
  if (/^[<>]/u.test(text) && isDuration) return meant(word, `duration:${text}`);
  return /\D/u.test(text) && parseMoment(word.text) ? meant(word, `since:${word.text}`) : undefined;
}

function pathWord(word: WordClause): Reason | undefined {
  const [root = '', ...path] = word.text.split('.');
  if (findRoot(root) === undefined || word.negated) return undefined;
  const example = path.length === 0 ? `${root}.email` : word.text;
  return { text: `${word.text} is searched as a word: a value in a payload is ${example}:ada@example.com` };
}

function meant(word: WordClause, term: string, last: Clause = word): Reason | undefined {
  const written = `${word.negated && !term.startsWith('-') ? '-' : ''}${term}`;
  const [field = ''] = written.replace(/^-/u, '').split(/[:.]/u);
  if (findField(field) === undefined && findRoot(field) === undefined) return undefined;
  if ('error' in tryParseQuery(written)) return undefined;
  return {
    text: `"${word.text}" is searched as a word: did you mean ${written}?`,
    instead: insteadOf(word, written, last),
  };
}

function insteadOf({ start }: Clause, term: string, last: Clause): Reason['instead'] {
  return { term, start, end: last.end };
}

/** `duration:30s` means no millisecond more or less. */
function exactNumber(clause: Clause): readonly Reason[] {
  if (clause.type !== 'number' || clause.negated || clause.tests.length > 1) return [];
  const isMeasured = ['duration', 'slow', 'cost'].includes(clause.field);
  const [test] = clause.tests;
  if (!isMeasured || test?.op !== '=' || test.value === 0) return [];
  const written = formatQuery({ clauses: [clause] });
  const term = formatQuery({ clauses: [{ ...clause, tests: [{ op: '>=', value: test.value }] }] });
  return [
    {
      text: `${written} means exactly that: did you mean ${term}?`,
      instead: insteadOf(clause, term, clause),
    },
  ];
}

/** `status:failed status:canceled`: a run has one status. */
function contradictions(clauses: readonly Clause[]): readonly Reason[] {
  const single = clauses.filter(isSingleValue);
  return single.flatMap((one, index) => {
    const other = single.slice(index + 1).find(next => areApart(one, next));
    const term = other && joinValues(one, other);
    if (other === undefined || term === undefined) return [];
    const [field = ''] = term.split(':');
    const isNext = clauses.indexOf(other) === clauses.indexOf(one) + 1;
    const text = `a run has one ${field}: ${term} is "or"`;
    return [isNext ? { text, instead: insteadOf(one, term, other) } : { text }];
  });
}

const singleTexts: readonly TextField[] = ['workflow', ...runTags, 'step', 'retryOf', 'key'];

function isSingleValue(clause: Clause): boolean {
  if (clause.negated) return false;
  if (clause.type === 'status' || clause.type === 'kind') return true;
  const hasOne = clause.type === 'text' && singleTexts.includes(clause.field);
  return hasOne && clause.values.every(({ isGlob }) => !isGlob);
}

function areApart(one: Clause, other: Clause): boolean {
  const [names, others] = [one, other].map(valueNames);
  if (!names || !others || names.field !== others.field || names.values.has('active')) return false;
  return !others.values.has('active') && [...names.values].every(value => !others.values.has(value));
}

function valueNames(clause: Clause): { readonly field: string; readonly values: ReadonlySet<string> } {
  const [field, values] = splitTerm(formatQuery({ clauses: [clause] }).toLowerCase());
  return { field, values: new Set(values.split(',')) };
}

function emptySpan(query: Query, now: number): readonly Reason[] {
  const { from, to } = createdBounds(query, now);
  const times = query.clauses.filter(({ type, negated }) => type === 'time' && !negated);
  const written = formatQuery({ clauses: times });
  if (from >= to) return [{ text: `${written} leaves no time in between` }];
  return from > now ? [{ text: `${written} lies in the future` }] : [];
}
