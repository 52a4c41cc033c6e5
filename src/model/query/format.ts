import { formatExactDuration, formatMultiple } from './parse-duration.ts';
import { globPieces } from './pattern.ts';
import type {
  Clause,
  NumberField,
  NumberTest,
  PathTest,
  Query,
  StatusValue,
  TextPattern,
  TimeTest,
} from './query.ts';

export function formatQuery(query: Query): string {
  return query.clauses.map(formatClause).join(' ');
}

function formatClause(clause: Clause): string {
  return (clause.negated ? '-' : '') + formatPositive(clause);
}

function formatPositive(clause: Clause): string {
  switch (clause.type) {
    case 'word':
      return quoteIf(/^[-!]|[\s":*]/, clause.text);
    case 'status':
      return `status:${clause.values.map(formatStatus).join(',')}`;
    case 'kind':
      return `type:${clause.values.join(',')}`;
    case 'settled':
      return `settled:${clause.values.join(',')}`;
    case 'text':
      return `${clause.field}:${clause.values.map(value => formatPattern(value, /[\s",*]/)).join(',')}`;
    case 'number':
      return `${numberFieldName(clause.field)}:${clause.tests.map(test => formatNumberTest(clause.field, test)).join(',')}`;
    case 'time':
      return `${clause.field}:${clause.tests.map(formatTimeTest).join(',')}`;
    case 'path':
      return `${clause.root}.${formatPath(clause.path)}:${clause.tests.map(formatPathTest).join(',')}`;
  }
}

function formatStatus(value: StatusValue): string {
  return value.raw === undefined ? value.status : quote(value.raw);
}

function formatPattern(pattern: TextPattern, special: RegExp): string {
  if (!pattern.isGlob) return pattern.text === '' ? '""' : quoteIf(special, pattern.text);
  return globPieces(pattern.text)
    .map(piece => quoteIf(special, piece))
    .join('*');
}

const writers: Readonly<Partial<Record<NumberField | 'path', (value: number) => string>>> = {
  duration: formatExactDuration,
  slow: formatMultiple,
};

function formatNumberTest(field: NumberField | 'path', test: NumberTest): string {
  const write = writers[field] ?? String;
  if (test.op === '..') return `${write(test.from)}..${write(test.to)}`;
  return (test.op === '=' ? '' : test.op) + write(test.value);
}

function formatTimeTest(test: TimeTest): string {
  if (test.op === '..') return `${quoteIf(/\s/, test.from)}..${quoteIf(/\s/, test.to)}`;
  const op = test.op === 'since' || test.op === 'until' || test.op === 'on' ? '' : test.op;
  return op + quoteIf(/\s/, test.text);
}

export function formatPath(path: readonly string[]): string {
  return path.map(formatSegment).join('.');
}

function formatSegment(segment: string): string {
  return segment === '' ? '""' : quoteIf(/[\s".:*]/, segment);
}

function formatPathTest(test: PathTest): string {
  if (test.type === 'number') return formatNumberTest('path', test.test);
  return formatPattern(test.pattern, /^[<>]|\.\.|[\s",*]/);
}

/** A text as the value of a path, where a comparison must be quoted. */
export function quotePathValue(text: string): string {
  return formatPathTest({ type: 'text', pattern: { text, isGlob: false } });
}

export function quoteIfNeeded(value: string): string {
  return formatPattern({ text: value, isGlob: false }, /[\s",*]/);
}

function quoteIf(special: RegExp, text: string): string {
  return special.test(text) ? quote(text) : text;
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The word before the colon: `slow` is written `duration:>3x`. */
export function numberFieldName(field: NumberField): Exclude<NumberField, 'slow'> {
  return field === 'slow' ? 'duration' : field;
}
